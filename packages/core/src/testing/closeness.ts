import { NumericalError, ShapeError } from '../errors/index.ts';

/** How close two lists of numbers must be. */
export interface Tolerance {
  /** Largest difference, relative to the largest magnitude expected. @default 1e-5 */
  readonly relative?: number;
  /** Largest difference that is always accepted. @default 1e-7 */
  readonly absolute?: number;
}

/**
 * Largest absolute difference divided by the largest expected magnitude; equal infinities and NaNs count as equal.
 *
 * @example
 * ```ts
 * import { relativeDifference } from '@fm/core/testing';
 *
 * relativeDifference([1, 2.5], [1, 2]); // => 0.25
 * ```
 */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const { difference, magnitude } = compare(actual, expected);
  return difference === 0 ? 0 : difference / magnitude;
}

/**
 * Checks that two lists of numbers are close: `|actual − expected| ≤ absolute + relative · max |expected|` everywhere.
 *
 * @param what - what is compared, for the message
 * @throws {NumericalError} naming the worst element
 * @throws {ShapeError} when the lengths differ
 * @example
 * ```ts
 * import { assertClose } from '@fm/core/testing';
 *
 * assertClose('logits', [1.000001, 2], [1, 2]); // silent: close enough
 * try {
 *   assertClose('logits', [1.5, 2], [1, 2]);
 * } catch (error) {
 *   error instanceof Error && error.message.split('\n')[0]; // => 'logits: numbers differ by 5.00e-1'
 * }
 * ```
 */
export function assertClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-5, absolute = 1e-7 }: Tolerance = {},
): void {
  const { difference, magnitude, worst } = compare(actual, expected);
  if (difference <= absolute + relative * magnitude) return;
  throw new NumericalError(`${what}: numbers differ by ${difference.toExponential(2)}`, {
    expected: `${expected[worst]} at index ${worst}, within ${(absolute + relative * magnitude).toExponential(2)}`,
    received: `${actual[worst]}`,
  });
}

function compare(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): { readonly difference: number; readonly magnitude: number; readonly worst: number } {
  if (actual.length !== expected.length) {
    throw new ShapeError('Lists of different length cannot be compared', {
      expected: `${expected.length} numbers`,
      received: `${actual.length} numbers`,
    });
  }
  let difference = 0;
  let magnitude = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i] as number;
    const e = expected[i] as number;
    if (Number.isFinite(e)) magnitude = Math.max(magnitude, Math.abs(e));
    const d = Object.is(a, e) || a === e ? 0 : Math.abs(a - e);
    if (!(d <= difference)) {
      difference = Number.isNaN(d) ? Number.POSITIVE_INFINITY : d;
      worst = i;
    }
  }
  return { difference, magnitude, worst };
}

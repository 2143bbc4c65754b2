import { ArgumentError, ShapeError } from '../../errors/index.ts';
import { formatShape, type HostTensor } from '../../tensor/index.ts';
import { torchExponential } from './torch-exponential.ts';
import type { TorchGenerator } from './torch-generator.ts';

/** Options of {@link torchMultinomial}. */
export interface TorchMultinomialOptions {
  /** Whether a category may be drawn more than once. @default false */
  readonly replacement?: boolean;
}

/**
 * Draws categories in proportion to weights, as `torch.multinomial(weights, count, replacement, generator=…)`.
 *
 * One draw, and draws without replacement, are the largest `weight / q` with `q` exponentially distributed; draws with
 * replacement search the cumulative weights.
 *
 * @param generator - advanced by the draw
 * @param weights - `[categories]` or `[rows, categories]`, finite and not negative, of any sum above 0
 * @param count - categories to draw from each row
 * @returns i64, `[count]` or `[rows, count]`
 * @throws {ShapeError} when `weights` has neither one nor two dimensions
 * @throws {ArgumentError} when weights are invalid or too few are above 0
 * @see Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir"
 * @example
 * ```ts
 * import { hostTensor, TorchGenerator, torchMultinomial } from '@fm/core';
 *
 * Array.from(torchMultinomial(new TorchGenerator(0), hostTensor('f32', [0, 1, 0]), 1).data, Number); // => [1]
 * ```
 */
export function torchMultinomial(
  generator: TorchGenerator,
  weights: HostTensor<'f32' | 'f64'>,
  count: number,
  { replacement = false }: TorchMultinomialOptions = {},
): HostTensor<'i64'> {
  const { shape } = weights;
  if (shape.length !== 1 && shape.length !== 2) {
    throw new ShapeError('torchMultinomial: weights are one row or several', {
      expected: '[categories] or [rows, categories]',
      received: formatShape(shape),
    });
  }
  const [categories = 0, rows = 1] = shape.toReversed();
  const data = new BigInt64Array(rows * count);
  const withReplacement = replacement && count > 1;
  check(weights, { rows, categories, count, withReplacement });
  const draw = withReplacement ? drawWithReplacement : drawLargest;
  draw(generator, weights, { categories, count, data });
  return { dtype: 'i64', shape: [...shape.slice(0, -1), count], data };
}

interface Draw {
  readonly categories: number;
  readonly count: number;
  readonly data: BigInt64Array;
}

function drawLargest(
  generator: TorchGenerator,
  weights: HostTensor<'f32' | 'f64'>,
  { categories, count, data }: Draw,
): void {
  const { dtype, shape } = weights;
  const scores = torchExponential(generator, shape, { dtype }).data;
  for (let i = 0; i < scores.length; i++) scores[i] = (weights.data[i] as number) / (scores[i] as number);
  for (let row = 0; row * count < data.length; row++) {
    const ofRow = scores.subarray(row * categories, (row + 1) * categories);
    const best = Array.from(ofRow.keys()).sort((a, b) => (ofRow[b] as number) - (ofRow[a] as number));
    for (let i = 0; i < count; i++) data[row * count + i] = BigInt(best[i] as number);
  }
}

function drawWithReplacement(
  generator: TorchGenerator,
  weights: HostTensor<'f32' | 'f64'>,
  { categories, count, data }: Draw,
): void {
  const cumulative = weights.dtype === 'f32' ? new Float32Array(categories) : new Float64Array(categories);
  for (let row = 0; row * count < data.length; row++) {
    for (let j = 0; j < categories; j++) {
      cumulative[j] = (cumulative[j - 1] ?? 0) + (weights.data[row * categories + j] as number);
    }
    const total = cumulative[categories - 1] as number;
    for (let j = 0; j < categories; j++) cumulative[j] = (cumulative[j] as number) / total;
    for (let i = 0; i < count; i++) {
      data[row * count + i] = BigInt(firstNotBelow(cumulative, generator.uniform53()));
    }
  }
}

/** The first index whose number is not below `x`, at most the last one. */
function firstNotBelow(ascending: Float32Array | Float64Array, x: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Expected {
  readonly rows: number;
  readonly categories: number;
  readonly count: number;
  readonly withReplacement: boolean;
}

function check(weights: HostTensor, { rows, categories, count, withReplacement }: Expected): void {
  const wanted = withReplacement ? 1 : count;
  for (let row = 0; row < rows; row++) {
    let positive = 0;
    for (let j = row * categories; j < (row + 1) * categories; j++) {
      const weight = weights.data[j] as number;
      if (!(weight >= 0 && weight < Infinity)) {
        throw new ArgumentError('torchMultinomial: this is no weight', {
          expected: 'finite numbers, not negative',
          received: `${weight} in row ${row}`,
        });
      }
      if (weight > 0) positive++;
    }
    if (!Number.isInteger(count) || count < 1 || positive < wanted) {
      throw new ArgumentError('torchMultinomial: too few categories can be drawn', {
        expected: `a count of at least 1 and ${wanted} weights above 0`,
        received: `count ${count}, ${positive} weights above 0 in row ${row}`,
        hint: 'Draw fewer, or with replacement.',
      });
    }
  }
}

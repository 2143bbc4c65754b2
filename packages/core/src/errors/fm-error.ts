const marker: unique symbol = Symbol.for('fm.error') as never;

/** What every {@link FmError} says about itself, beside its message. */
export interface FmErrorDetails {
  /** What the code wanted, in words a user recognises. */
  readonly expected?: string | undefined;
  /** What it got instead. */
  readonly received?: string | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * The base of every error that fm throws on purpose.
 *
 * Recognise it with {@link FmError.is} rather than `instanceof`, which fails when two
 * copies of a package are installed; tell the kinds apart by `code`.
 *
 * @example
 * ```ts
 * import { FmError, ShapeError } from '@fm/core';
 *
 * const error = new ShapeError('matmul: inner dimensions differ', {
 *   expected: '[m, 4] × [4, n]',
 *   received: '[2, 4] × [3, 5]',
 *   hint: 'Transpose the second operand.',
 * });
 * FmError.is(error); // => true
 * error.code; // => 'FM_SHAPE'
 * ```
 */
export abstract class FmError extends Error {
  /** Stable, machine-readable kind, for example `FM_SHAPE`. */
  abstract readonly code: string;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly hint: string | undefined;

  constructor(summary: string, details: FmErrorDetails = {}) {
    super(describe(summary, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.expected = details.expected;
    this.received = details.received;
    this.hint = details.hint;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether `error` was thrown by any copy of fm. */
  static is(error: unknown): error is FmError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}

function describe(summary: string, { expected, received, hint }: FmErrorDetails): string {
  const lines = [summary];
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  if (received !== undefined) lines.push(`  received: ${received}`);
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}

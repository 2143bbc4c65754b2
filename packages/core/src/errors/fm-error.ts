const marker: unique symbol = Symbol.for('fm.error') as never;

/** The guide to errors, a file of this package; each code has its heading there. */
const guide = '@fm/core/troubleshooting.md';

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
 * error.help; // => '@fm/core/troubleshooting.md#fm_shape'
 * ```
 */
export abstract class FmError extends Error {
  /** Stable, machine-readable kind, for example `FM_SHAPE`. */
  readonly code: string;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly hint: string | undefined;
  /** Where causes and remedies of this `code` are written down: the last line of the message. */
  readonly help: string;

  constructor(code: string, summary: string, details: FmErrorDetails = {}) {
    const help = `${guide}#${code.toLowerCase()}`;
    super(
      describe(summary, details, help),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = new.target.name;
    this.code = code;
    this.help = help;
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

function describe(summary: string, { expected, received, hint }: FmErrorDetails, help: string): string {
  const lines = [summary];
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  if (received !== undefined) lines.push(`  received: ${received}`);
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  // A detail may quote another error: what to see is the last line only.
  return `${lines.join('\n').replaceAll(/\n {2}see: .*/g, '')}\n  see: ${help}`;
}

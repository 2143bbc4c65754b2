import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * An option or argument is outside its documented range. Fix the call.
 *
 * @example
 * ```ts
 * import { ArgumentError } from '@fm/core';
 *
 * const error = new ArgumentError('generate: temperature is out of range', { expected: 'at least 0', received: '-1' });
 * error.message.split('\n').slice(0, 3); // => ['generate: temperature is out of range', '  expected: at least 0', '  received: -1']
 * ```
 */
export class ArgumentError extends FmError {
  declare readonly code: 'FM_ARGUMENT';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_ARGUMENT', summary, details);
  }
}

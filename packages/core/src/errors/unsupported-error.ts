import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * The request is legal but this backend, format or operator cannot serve it. Choose what the hint names.
 *
 * @example
 * ```ts
 * import { UnsupportedError } from '@fm/core';
 *
 * const error = new UnsupportedError('Rotary scaling "dynamic" is not supported', {
 *   expected: '"linear" or "llama3"',
 *   hint: 'Convert the model, or leave rope_scaling out for short contexts.',
 * });
 * error.code; // => 'FM_UNSUPPORTED'
 * ```
 */
export class UnsupportedError extends FmError {
  declare readonly code: 'FM_UNSUPPORTED';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_UNSUPPORTED', summary, details);
  }
}

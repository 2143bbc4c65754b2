import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * A NaN or an infinity appeared. Look at the named tensor, the data and the learning rate.
 *
 * @example
 * ```ts
 * import { NumericalError } from '@fm/core';
 *
 * const error = new NumericalError('The loss is not finite', {
 *   received: 'NaN in step 120',
 *   hint: 'Lower the learning rate or clip the gradients.',
 * });
 * error.code; // => 'FM_NUMERICAL'
 * ```
 */
export class NumericalError extends FmError {
  declare readonly code: 'FM_NUMERICAL';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_NUMERICAL', summary, details);
  }
}

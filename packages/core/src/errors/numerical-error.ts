import { FmError, type FmErrorDetails } from './fm-error.ts';

/** A NaN or an infinity appeared. Look at the named tensor, the data and the learning rate. */
export class NumericalError extends FmError {
  declare readonly code: 'FM_NUMERICAL';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_NUMERICAL', summary, details);
  }
}

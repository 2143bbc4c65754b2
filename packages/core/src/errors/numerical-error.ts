import { FmError } from './fm-error.ts';

/** A NaN or an infinity appeared. Look at the named tensor, the data and the learning rate. */
export class NumericalError extends FmError {
  readonly code = 'FM_NUMERICAL';
}

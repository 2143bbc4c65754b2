import { FmError, type FmErrorDetails } from './fm-error.ts';

/** An option or argument is outside its documented range. Fix the call. */
export class ArgumentError extends FmError {
  declare readonly code: 'FM_ARGUMENT';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_ARGUMENT', summary, details);
  }
}

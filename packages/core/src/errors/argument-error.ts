import { FmError } from './fm-error.ts';

/** An option or argument is outside its documented range. Fix the call. */
export class ArgumentError extends FmError {
  readonly code = 'FM_ARGUMENT';
}

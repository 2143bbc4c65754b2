import { FmError } from './fm-error.ts';

/** The request is legal but this backend, format or operator cannot serve it. Choose what the hint names. */
export class UnsupportedError extends FmError {
  readonly code = 'FM_UNSUPPORTED';
}

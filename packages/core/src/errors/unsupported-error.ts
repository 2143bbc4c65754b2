import { FmError, type FmErrorDetails } from './fm-error.ts';

/** The request is legal but this backend, format or operator cannot serve it. Choose what the hint names. */
export class UnsupportedError extends FmError {
  declare readonly code: 'FM_UNSUPPORTED';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_UNSUPPORTED', summary, details);
  }
}

import { FmError, type FmErrorDetails } from './fm-error.ts';

/** The runtime could not be loaded or a run failed inside it. Check the installation or choose another backend. */
export class BackendError extends FmError {
  declare readonly code: 'FM_BACKEND';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_BACKEND', summary, details);
  }
}

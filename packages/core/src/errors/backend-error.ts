import { FmError } from './fm-error.ts';

/** The runtime could not be loaded or a run failed inside it. Check the installation or choose another backend. */
export class BackendError extends FmError {
  readonly code = 'FM_BACKEND';
}

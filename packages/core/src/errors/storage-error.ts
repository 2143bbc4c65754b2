import { FmError, type FmErrorDetails } from './fm-error.ts';

/** Reading or writing failed: the file is missing, the disk is full, permission is denied. Mend the storage and try again. */
export class StorageError extends FmError {
  declare readonly code: 'FM_STORAGE';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_STORAGE', summary, details);
  }
}

import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * Reading or writing failed: the file is missing, the disk is full, permission is denied. Mend the storage and try again.
 *
 * @example
 * ```ts
 * import { StorageError } from '@fm/core';
 * import { fileSource } from '@fm/core/node';
 *
 * const error = await fileSource('missing/model.safetensors').catch((reason: unknown) => reason);
 * error instanceof StorageError && error.hint; // => 'The file or folder is missing: check the path.'
 * ```
 */
export class StorageError extends FmError {
  declare readonly code: 'FM_STORAGE';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_STORAGE', summary, details);
  }
}

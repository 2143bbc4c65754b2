import { FmError, StorageError } from '@fm/core';

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'The file or folder is missing: check the path.',
  ENOTDIR: 'A part of the path is a file: check the path.',
  ENOSPC: 'The disk is full: free some space, or choose another folder.',
  EDQUOT: 'The disk quota is used up: free some space, or choose another folder.',
  EACCES: 'Permission is denied: choose another folder.',
  EPERM: 'Permission is denied: choose another folder.',
  EROFS: 'The file system is read-only: choose another folder.',
};

/** An error of the file system as a {@link StorageError} with a remedy; errors of fm pass unchanged. */
export function storageFailure(summary: string, error: unknown): unknown {
  if (FmError.is(error) || !(error instanceof Error)) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const hint = hints[code] ?? 'Mend the storage and try again.';
  return code === '' ? error : new StorageError(summary, { received: error.message, hint, cause: error });
}

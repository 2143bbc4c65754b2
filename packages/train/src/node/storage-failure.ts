import { FmError, StorageError } from '@fm/core';

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space, keep fewer checkpoints, or choose another folder.',
  EDQUOT: 'The disk quota is used up: free some space, keep fewer checkpoints, or choose another folder.',
  EACCES: 'Permission is denied: choose a folder you may write to.',
  EPERM: 'Permission is denied: choose a folder you may write to.',
  EROFS: 'The file system is read-only: choose another folder.',
  ENOENT: 'The file or folder is missing: check the path.',
  ENOTDIR: 'A part of the path is a file: check the path.',
  EIO: 'The disk reports a fault: choose another one.',
  EMFILE: 'Too many files are open in this process.',
};

/** An error of the file system as a {@link StorageError} with a remedy; errors of fm pass unchanged. */
export function storageFailure(summary: string, error: unknown, note?: string): unknown {
  if (FmError.is(error) || !(error instanceof Error)) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === '') return error;
  const remedy = hints[code] ?? 'Mend the storage and try again.';
  return new StorageError(summary, {
    received: error.message,
    hint: note === undefined ? remedy : `${remedy} ${note}`,
    cause: error,
  });
}

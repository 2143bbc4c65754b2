import { FmError, StorageError } from '../errors/index.ts';

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space, or choose another folder.',
  EDQUOT: 'The disk quota is used up: free some space, or choose another folder.',
  EACCES: 'Permission is denied: choose another file or folder, or change its permissions.',
  EPERM: 'Permission is denied: choose another file or folder, or change its permissions.',
  EROFS: 'The file system is read-only: choose another folder.',
  ENOENT: 'The file or folder is missing: check the path.',
  ENOTDIR: 'A part of the path is a file: check the path.',
  EISDIR: 'The path is a folder, not a file: check the path.',
  EIO: 'The disk reports a fault: choose another one.',
  EMFILE: 'Too many files are open in this process.',
};

/**
 * An error of the file system as a {@link StorageError} with a remedy, to be thrown in its place; errors of fm, and what
 * is no error of the file system, pass unchanged.
 *
 * @param summary - what could not be done, with the path
 * @param note - what else to know, after the remedy
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { FmError } from '@fm/core';
 * import { storageFailure } from '@fm/core/node';
 *
 * const failure = await readFile('corpus.txt', 'utf8').catch((error: unknown) => storageFailure('Cannot read corpus.txt', error));
 * FmError.is(failure) && failure.hint; // => 'The file or folder is missing: check the path.'
 * ```
 */
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

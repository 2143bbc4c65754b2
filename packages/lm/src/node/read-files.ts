import { readFile } from 'node:fs/promises';
import { FormatError } from '@fm/core';
import { storageFailure } from '@fm/core/node';

/**
 * The text of a file, or `undefined` if there is none.
 *
 * @throws {StorageError} when it is there but cannot be read
 */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storageFailure(`Cannot read ${path}`, error);
  }
}

/**
 * A parsed JSON file.
 *
 * @throws {StorageError} when it cannot be read
 * @throws {FormatError} when it is no JSON
 */
export async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'), path);
  } catch (error) {
    throw storageFailure(`Cannot read ${path}`, error);
  }
}

/** @throws {FormatError} naming the file when its text is no JSON */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${path} is no JSON`, {
      received: (error as Error).message,
      hint: 'Download or save it again.',
      cause: error,
    });
  }
}

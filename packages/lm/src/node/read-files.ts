import { open, readFile } from 'node:fs/promises';
import { type ByteSource, FormatError } from '@fm/core';
import { storageFailure } from './storage-failure.ts';

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

/** Opens a file for reading by range. */
export async function openFile(path: string): Promise<ByteSource & AsyncDisposable> {
  try {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    return {
      name: path,
      size,
      async read(offset, length) {
        const bytes = new Uint8Array(length);
        for (let at = 0; at < length;) {
          const { bytesRead } = await file
            .read(bytes, at, length - at, offset + at)
            .catch((error: unknown) => {
              throw storageFailure(`Cannot read ${path}`, error);
            });
          if (bytesRead === 0)
            throw new FormatError(`${path} is truncated`, {
              expected: `at least ${offset + length} bytes`,
              received: `${size} bytes`,
            });
          at += bytesRead;
        }
        return bytes;
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    throw storageFailure(`Cannot open ${path}`, error);
  }
}

import { open } from 'node:fs/promises';
import { FormatError } from '../errors/index.ts';
import type { ByteSource } from '../safetensors/index.ts';
import { storageFailure } from './storage-failure.ts';

/** A file to be read by range; dispose it to close the file. */
export interface FileSource extends ByteSource, AsyncDisposable {}

/**
 * Opens a file for reading by range, for example a safetensors file of many gigabytes. Its `read` throws what
 * {@link ByteSource.read} says: a `StorageError` or a `FormatError`.
 *
 * @throws {StorageError} when the file cannot be opened
 * @example
 * ```ts
 * import { hostTensor, openSafetensors, writeSafetensors } from '@fm/core';
 * import { fileSource, writeWholeFile } from '@fm/core/node';
 *
 * await writeWholeFile('model.safetensors', writeSafetensors({ 'wte.weight': hostTensor('f32', [1, 2], [1, 2]) }));
 * await using source = await fileSource('model.safetensors');
 * const file = await openSafetensors(source); // reads the header only
 * (await file.read('wte.weight')).data; // => Float32Array [1, 2]
 * ```
 */
export async function fileSource(path: string): Promise<FileSource> {
  try {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    return {
      name: path,
      size,
      async read(offset, length) {
        const target = new Uint8Array(length);
        for (let at = 0; at < length;) {
          const { bytesRead } = await file
            .read(target, at, length - at, offset + at)
            .catch((error: unknown) => {
              throw storageFailure(`Cannot read ${path}`, error);
            });
          if (bytesRead === 0) throw truncated(path, offset + length, offset + at);
          at += bytesRead;
        }
        return target;
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    throw storageFailure(`Cannot open ${path}`, error);
  }
}

function truncated(path: string, expected: number, received: number): FormatError {
  return new FormatError(`${path} is truncated`, {
    expected: `at least ${expected} bytes`,
    received: `${received} bytes`,
    hint: 'Download or save the file again.',
  });
}

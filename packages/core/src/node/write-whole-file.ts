import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storageFailure } from './storage-failure.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Writes a file that appears all at once: under another name, forced to the disk, then renamed, and the folder forced
 * to the disk. A file that was there stays as it was if writing fails.
 *
 * @param path - a file in a folder that exists; while it is written, it is called `${path}.partial`
 * @param content - text, written in UTF-8, or bytes, or pieces of bytes in order
 * @throws {StorageError} when it cannot be written
 * @example
 * ```ts
 * import { readdir } from 'node:fs/promises';
 * import { hostTensor, safetensorsChunks } from '@fm/core';
 * import { writeWholeFile } from '@fm/core/node';
 *
 * const weight = hostTensor('f32', [1, 2, 3]);
 * const chunks = safetensorsChunks({ weight: { ...weight, read: () => weight } });
 * await writeWholeFile('model.safetensors', chunks);
 * await readdir('.'); // => ['model.safetensors']
 * ```
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const temporary = `${path}.partial`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageFailure(`Cannot write ${path}`, error);
  }
}

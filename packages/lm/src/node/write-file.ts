import { open, rename, rm } from 'node:fs/promises';
import { storageFailure } from './storage-failure.ts';

/**
 * Writes a file that appears all at once: under another name, forced to the disk, then renamed. A file that was there
 * stays as it was if anything fails.
 *
 * @throws {StorageError} when it cannot be written
 */
export async function writeWholeFile(
  path: string,
  content: string | AsyncIterable<Uint8Array>,
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
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageFailure(`Cannot write ${path}`, error);
  }
}

import { open } from 'node:fs/promises';

/**
 * Makes the entries of a folder durable: what was made, renamed or removed in it survives a loss of power. Does nothing on
 * Windows, where a rename is durable by itself.
 *
 * @throws the file system's own error when the folder is missing or cannot be forced to the disk
 * @example
 * ```ts
 * import { mkdir, rename } from 'node:fs/promises';
 * import { syncFolder } from '@fm/core/node';
 *
 * await mkdir('checkpoints/step-100.partial', { recursive: true });
 * await rename('checkpoints/step-100.partial', 'checkpoints/step-100');
 * await syncFolder('checkpoints');
 * ```
 */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; its rename is durable by itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

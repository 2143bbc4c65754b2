import { open } from 'node:fs/promises';

/** Makes the entries of a folder durable: what was made, renamed or removed in it survives a loss of power. */
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

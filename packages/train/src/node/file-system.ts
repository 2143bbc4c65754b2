import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';

/** The part of the file system that checkpoints use, so that tests can make it fail. */
export interface FileSystem {
  makeFolder(path: string): Promise<void>;
  /** Names in a folder; none if there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  readText(path: string): Promise<string>;
  open(path: string, flags: 'r' | 'wx'): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or folder, if it is there. */
  remove(path: string): Promise<void>;
  /** Makes the entries of a folder durable. */
  syncFolder(path: string): Promise<void>;
}

/** An open file. */
export interface OpenFile {
  size(): Promise<number>;
  /** Reads up to `target.byteLength` bytes and tells how many. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Appends all of `bytes`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Waits until everything is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The real one. */
export const nodeFileSystem: FileSystem = {
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  list: (path) =>
    readdir(path).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? [] : Promise.reject(error),
    ),
  readText: (path) => readFile(path, 'utf8'),
  async open(path, flags) {
    const file = await open(path, flags);
    return {
      size: async () => (await file.stat()).size,
      read: async (target, position) => (await file.read(target, 0, target.byteLength, position)).bytesRead,
      async write(bytes) {
        for (let at = 0; at < bytes.byteLength;) at += (await file.write(bytes, at)).bytesWritten;
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
  async syncFolder(path) {
    // Windows cannot open folders; its rename is durable by itself.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

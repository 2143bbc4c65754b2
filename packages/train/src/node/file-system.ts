import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { fileSource, type FileSource, syncFolder, writeWholeFile } from '@fm/core/node';

/** The part of the file system that checkpoints use, so that tests can make it fail. */
export interface FileSystem {
  makeFolder(path: string): Promise<void>;
  /** Names in a folder; none if there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  readText(path: string): Promise<string>;
  /** Opens a file for reading by range. */
  openSource(path: string): Promise<FileSource>;
  /** Opens a file that must not be there yet. */
  create(path: string): Promise<NewFile>;
  /** Replaces a file all at once, or makes it. */
  replace(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or folder, if it is there. */
  remove(path: string): Promise<void>;
  /** Makes the entries of a folder durable. */
  syncFolder(path: string): Promise<void>;
}

/** A file that is being written. */
export interface NewFile {
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
  openSource: fileSource,
  async create(path) {
    const file = await open(path, 'wx');
    return {
      async write(bytes) {
        for (let at = 0; at < bytes.byteLength;) at += (await file.write(bytes, at)).bytesWritten;
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  replace: writeWholeFile,
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
  syncFolder,
};

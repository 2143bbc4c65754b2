export { fileSource, type FileSource } from './node/file-source.ts';
export { storageFailure } from './node/storage-failure.ts';
export { syncFolder } from './node/sync-folder.ts';
export { writeWholeFile } from './node/write-whole-file.ts';

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ArgumentError, type ProgressEvent } from '@fm/core';
import { storageFailure } from '@fm/core/node';
import type { SampleSet } from '../data/sample-set.ts';
import type { Image } from '../images/image.ts';
import { fromImages } from '../images/samples.ts';
import { imageExtensions, readImage, type ReadImageOptions } from './image-files.ts';

/** Options of {@link loadImageFolder}. */
export interface ImageFolderOptions extends ReadImageOptions {
  /** Width and height of all samples. */
  readonly size: number | readonly [width: number, height: number];
  /** Told after each picture. @default nobody is */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Stops before the next picture, with its reason as the error. @default never */
  readonly signal?: AbortSignal;
}

/** Pictures of a folder. */
export interface ImageFolder extends SampleSet {
  /** Names of the subfolders, by label; empty where pictures lie in the folder itself. */
  readonly classNames: readonly string[];
  /** Path of each sample. */
  readonly paths: readonly string[];
}

/**
 * Reads a folder of PNG, JPEG and WebP files into memory. Where it has subfolders, each is a class and their
 * alphabetical order gives the labels; other files are passed over.
 *
 * @throws {StorageError} when the folder cannot be read
 * @throws {ArgumentError} when there are no pictures in it
 * @throws {FormatError} naming a file that is no whole picture
 * @example
 * ```ts
 * import { blankImage } from '@fm/diffusion';
 * import { loadImageFolder, writeImage } from '@fm/diffusion/node';
 *
 * await writeImage('digits/one/a.png', blankImage({ width: 4, height: 4, channels: 1 }, 255));
 * await writeImage('digits/zero/b.png', blankImage({ width: 4, height: 4, channels: 1 }));
 * const { samples, labels, classNames } = await loadImageFolder('digits', { size: 4, channels: 1 });
 * samples.shape; // => [2, 1, 4, 4]
 * labels; // => [0, 1]
 * classNames; // => ['one', 'zero']
 * ```
 */
export async function loadImageFolder(folder: string, options: ImageFolderOptions): Promise<ImageFolder> {
  const { onProgress, signal, ...reading } = options;
  const { classNames, files } = await listPictures(folder);
  if (files.length === 0) {
    throw new ArgumentError('There are no pictures in the folder', {
      expected: `files ending in ${imageExtensions.join(', ')}, in ${folder} or in a subfolder for each class`,
    });
  }
  const images: Image[] = [];
  for (const { path } of files) {
    signal?.throwIfAborted();
    images.push(await readImage(path, reading));
    onProgress?.({
      type: 'progress',
      task: 'read pictures',
      completed: images.length,
      total: files.length,
      unit: 'pictures',
    });
  }
  return {
    samples: fromImages(images),
    ...(classNames.length > 0 && { labels: files.map(({ label }) => label) }),
    classNames,
    paths: files.map(({ path }) => path),
  };
}

interface Listing {
  readonly classNames: readonly string[];
  readonly files: readonly { readonly path: string; readonly label: number }[];
}

async function listPictures(folder: string): Promise<Listing> {
  const entries = await list(folder);
  const classNames = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  if (classNames.length === 0) {
    return { classNames, files: picturesOf(folder, entries).map((path) => ({ path, label: 0 })) };
  }
  const files = await Promise.all(
    classNames.map(async (name, label) => {
      const path = join(folder, name);
      return picturesOf(path, await list(path)).map((picture) => ({ path: picture, label }));
    }),
  );
  return { classNames, files: files.flat() };
}

function picturesOf(folder: string, entries: readonly Dirent[]): readonly string[] {
  return entries
    .filter((entry) => entry.isFile() && imageExtensions.includes(extname(entry.name).toLowerCase()))
    .map(({ name }) => join(folder, name))
    .sort();
}

async function list(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw storageFailure(`Cannot read the folder ${folder}`, error);
  }
}

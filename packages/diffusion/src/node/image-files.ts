import { mkdir, readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { ArgumentError, FormatError, UnsupportedError } from '@fm/core';
import { storageFailure, writeWholeFile } from '@fm/core/node';
import type * as sharpPackage from 'sharp';
import type { Image } from '../images/image.ts';

const writers = {
  '.png': (picture: sharpPackage.Sharp) => picture.png(),
  '.jpg': (picture: sharpPackage.Sharp, quality: number) => picture.jpeg({ quality }),
  '.jpeg': (picture: sharpPackage.Sharp, quality: number) => picture.jpeg({ quality }),
  '.webp': (picture: sharpPackage.Sharp, quality: number) => picture.webp({ quality }),
} as const;

/**
 * File extensions that {@link readImage} and {@link writeImage} know.
 *
 * @example
 * ```ts
 * import { imageExtensions } from '@fm/diffusion/node';
 *
 * imageExtensions; // => ['.png', '.jpg', '.jpeg', '.webp']
 * ```
 */
export const imageExtensions: readonly string[] = Object.keys(writers);

/** Options of {@link readImage}. */
export interface ReadImageOptions {
  /** Width and height of the result; the middle of the picture is kept where its sides have another ratio. @default the picture's own */
  readonly size?: number | readonly [width: number, height: number];
  /** 1 for grey, 3 for red, green, blue; transparent pixels become black. @default 3 */
  readonly channels?: 1 | 3;
  /** Refuse pictures with more pixels. @default 100 million */
  readonly maxPixels?: number;
}

/**
 * Reads a PNG, JPEG or WebP file.
 *
 * @throws {StorageError} when the file cannot be read
 * @throws {FormatError} when it is damaged, cut off, too large or no picture
 * @throws {UnsupportedError} when the extension is another, or sharp is not installed
 * @example
 * ```ts
 * import { blankImage } from '@fm/diffusion';
 * import { readImage, writeImage } from '@fm/diffusion/node';
 *
 * await writeImage('grey.png', blankImage({ width: 8, height: 4, channels: 3 }, 128));
 * (await readImage('grey.png', { size: 2, channels: 1 })).data; // => Uint8Array [128, 128, 128, 128]
 * ```
 */
export async function readImage(
  path: string,
  { size, channels = 3, maxPixels = 1e8 }: ReadImageOptions = {},
): Promise<Image> {
  requireExtension(path);
  const sharp = await loadSharp();
  const bytes = await readFile(path).catch((error: unknown) => {
    throw storageFailure(`Cannot read ${path}`, error);
  });
  try {
    let picture = sharp(bytes, { failOn: 'truncated', limitInputPixels: maxPixels }).rotate();
    if (size !== undefined) {
      const [width, height] = typeof size === 'number' ? [size, size] : size;
      picture = picture.resize(width, height, { fit: 'cover' });
    }
    const opaque = picture.flatten({ background: '#000' });
    const space = channels === 1 ? opaque.greyscale().toColourspace('b-w') : opaque.toColourspace('srgb');
    const { data, info } = await space.raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels, data: new Uint8Array(data) };
  } catch (cause) {
    throw new FormatError(`${path} is not a picture that can be read`, {
      expected: `a whole PNG, JPEG or WebP file of at most ${maxPixels} pixels`,
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** Options of {@link writeImage}. */
export interface WriteImageOptions {
  /** Of JPEG and WebP, 1 to 100. @default 90 */
  readonly quality?: number;
}

/**
 * Writes a PNG, JPEG or WebP file, by the extension of its name; the folder is made where it is missing.
 *
 * @throws {UnsupportedError} when the extension is another, or sharp is not installed
 * @throws {ArgumentError} when the picture's data does not have its size
 * @throws {StorageError} when the file cannot be written
 * @example
 * ```ts
 * import { blankImage } from '@fm/diffusion';
 * import { readImage, writeImage } from '@fm/diffusion/node';
 *
 * await writeImage('pictures/grey.webp', blankImage({ width: 8, height: 4, channels: 3 }, 128), { quality: 80 });
 * const { width, height } = await readImage('pictures/grey.webp');
 * [width, height]; // => [8, 4]
 * ```
 */
export async function writeImage(
  path: string,
  { width, height, channels, data }: Image,
  { quality = 90 }: WriteImageOptions = {},
): Promise<void> {
  const write = writers[requireExtension(path)];
  if (data.length !== width * height * channels) {
    throw new ArgumentError('The picture does not have the data of its size', {
      expected: `${width} × ${height} × ${channels} numbers`,
      received: `${data.length}`,
    });
  }
  const sharp = await loadSharp();
  const bytes = await write(sharp(data, { raw: { width, height, channels } }), quality).toBuffer();
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw storageFailure(`Cannot write ${path}`, error);
  }
  await writeWholeFile(path, bytes);
}

/** Native code, which only those who have picture files install. */
async function loadSharp(): Promise<typeof sharpPackage.default> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new UnsupportedError('Picture files need the package sharp, which does not load', {
      expected: 'sharp, installed beside @fm/diffusion',
      received: cause instanceof Error ? cause.message : String(cause),
      hint: 'Install it: npm install sharp',
      cause,
    });
  }
}

function requireExtension(path: string): keyof typeof writers {
  const extension = extname(path).toLowerCase();
  if (Object.hasOwn(writers, extension)) return extension as keyof typeof writers;
  throw new UnsupportedError('This kind of picture is not supported', {
    expected: imageExtensions.join(', '),
    received: path,
  });
}

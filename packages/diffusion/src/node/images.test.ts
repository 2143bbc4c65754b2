import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, FormatError, type ProgressEvent, StorageError, UnsupportedError } from '@fm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../images/image.ts';
import { readImage, writeImage } from './image-files.ts';
import { loadImageFolder } from './image-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-images-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const gradient: Image = {
  width: 20,
  height: 10,
  channels: 3,
  data: Uint8Array.from({ length: 600 }, (_, i) => (i * 2) % 256),
};
const grey: Image = {
  width: 8,
  height: 8,
  channels: 1,
  data: Uint8Array.from({ length: 64 }, (_, i) => i * 4),
};

describe('picture files', () => {
  it('of PNG keep every pixel', async () => {
    for (const [image, name] of [
      [gradient, 'new/colour.png'],
      [grey, 'grey.png'],
    ] as const) {
      await writeImage(join(folder, name), image);
      expect(await readImage(join(folder, name), { channels: image.channels })).toEqual(image);
    }
  });

  it('of JPEG and WebP keep the picture', async () => {
    for (const name of ['smooth.jpg', 'smooth.webp']) {
      await writeImage(join(folder, name), grey, { quality: 100 });
      const { data, ...rest } = await readImage(join(folder, name), { channels: 1 });
      expect(rest).toEqual({ width: 8, height: 8, channels: 1 });
      expect(Math.max(...data.map((x, i) => Math.abs(x - grey.data[i]!)))).toBeLessThan(16);
    }
  });

  it('are cut and scaled to a size', async () => {
    await writeImage(join(folder, 'wide.png'), gradient);
    const image = await readImage(join(folder, 'wide.png'), { size: 5, channels: 1 });
    expect(image).toMatchObject({ width: 5, height: 5, channels: 1 });
    expect(image.data).toHaveLength(25);
  });

  it('are refused when cut off, damaged, too large or of another kind', async () => {
    await writeImage(join(folder, 'whole.png'), gradient);
    const bytes = await readFile(join(folder, 'whole.png'));
    await writeFile(join(folder, 'cut.png'), bytes.subarray(0, bytes.length - 30));
    await writeFile(join(folder, 'text.png'), 'no picture');
    await expect(readImage(join(folder, 'cut.png'))).rejects.toThrow(FormatError);
    await expect(readImage(join(folder, 'text.png'))).rejects.toThrow(/text\.png/);
    await expect(readImage(join(folder, 'whole.png'), { maxPixels: 100 })).rejects.toThrow(FormatError);
    await expect(readImage(join(folder, 'a.gif'))).rejects.toThrow(UnsupportedError);
    await expect(readImage(join(folder, 'none.png'))).rejects.toThrow(StorageError);
    await expect(writeImage(join(folder, 'a.bmp'), grey)).rejects.toThrow(UnsupportedError);
    await expect(writeImage(join(folder, 'a.png'), { ...grey, width: 9 })).rejects.toThrow(ArgumentError);
  });
});

describe('picture folders', () => {
  it('give a class to each subfolder', async () => {
    const root = join(folder, 'classes');
    for (const [name, value] of [
      ['cat/b.png', 10],
      ['cat/a.png', 20],
      ['ant/a.webp', 30],
    ] as const)
      await writeImage(join(root, name), { ...grey, data: new Uint8Array(64).fill(value) });
    await writeFile(join(root, 'cat/notes.txt'), 'passed over');
    const events: ProgressEvent[] = [];
    const set = await loadImageFolder(root, {
      size: 4,
      channels: 1,
      onProgress: (event) => events.push(event),
    });
    expect(set.classNames).toEqual(['ant', 'cat']);
    expect(Array.from(set.labels!)).toEqual([0, 1, 1]);
    expect(set.samples.shape).toEqual([3, 1, 4, 4]);
    expect(set.paths.map((path) => path.slice(root.length + 1))).toEqual([
      'ant/a.webp',
      'cat/a.png',
      'cat/b.png',
    ]);
    expect(events.at(-1)).toMatchObject({ completed: 3, total: 3 });
  });

  it('without subfolders have no labels', async () => {
    const root = join(folder, 'flat');
    await writeImage(join(root, 'a.png'), gradient);
    const set = await loadImageFolder(root, { size: [6, 4] });
    expect(set.labels).toBeUndefined();
    expect(set.samples.shape).toEqual([1, 3, 4, 6]);
  });

  it('without pictures are refused', async () => {
    await mkdir(join(folder, 'empty'));
    await expect(loadImageFolder(join(folder, 'empty'), { size: 4 })).rejects.toThrow(ArgumentError);
    await expect(loadImageFolder(join(folder, 'missing'), { size: 4 })).rejects.toThrow(StorageError);
  });
});

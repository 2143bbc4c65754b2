import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textFiles } from './text-files.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'text-files-'));
  await mkdir(join(folder, 'b'));
  await writeFile(join(folder, 'b', 'second.txt'), 'three\r\n\nfour');
  await writeFile(join(folder, 'a.txt'), '\ufeffone\ntwo\n');
  await writeFile(join(folder, 'c.md'), 'five');
});

afterAll(() => rm(folder, { recursive: true }));

async function lines(...args: Parameters<typeof textFiles>): Promise<readonly string[]> {
  return Array.fromAsync(textFiles(...args));
}

test('gives the lines of a folder with their line feeds, in the order of names', async () => {
  expect(await lines(folder)).toEqual(['\ufeffone\n', 'two\n', 'three\r\n', '\n', 'four', 'five']);
});

test('reads the files with an extension, and single files', async () => {
  expect(await lines(folder, { extensions: ['.md'] })).toEqual(['five']);
  expect(await lines([join(folder, 'c.md'), join(folder, 'b')])).toEqual(['five', 'three\r\n', '\n', 'four']);
});

test('does not break characters between blocks, and gives endless lines in parts', async () => {
  const path = join(folder, 'long.bin');
  const text = `x${'é😀'.repeat(600_000)}`;
  await writeFile(path, text);
  const parts = await lines(path);
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.join('') === text).toBe(true);
  await rm(path);
});

test('says what cannot be read', async () => {
  await expect(lines(join(folder, 'missing'))).rejects.toMatchObject({ code: 'FM_STORAGE' });
});

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { writeWholeFile } from './write-whole-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-write-'));
  path = join(folder, 'a.txt');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes text and pieces of bytes, replaces what was there, and leaves nothing else', async () => {
  await writeWholeFile(path, 'ü');
  expect(await readFile(path, 'utf8')).toBe('ü');
  await writeFile(`${path}.partial`, 'left by a process that was killed');
  await writeWholeFile(
    path,
    (async function* () {
      yield Uint8Array.of(1, 2);
      yield Uint8Array.of(3);
    })(),
  );
  expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  expect(await readdir(folder)).toEqual(['a.txt']);
});

it('shows nothing of a file until it is whole', async () => {
  await writeFile(path, 'old');
  await writeWholeFile(
    path,
    (async function* () {
      yield Uint8Array.of(1);
      expect(await readFile(path, 'utf8')).toBe('old');
      yield Uint8Array.of(2);
    })(),
  );
  expect([...(await readFile(path))]).toEqual([1, 2]);
});

it('keeps the old file when the content fails, and passes on why', async () => {
  await writeFile(path, 'old');
  const reason = new RangeError('no more');
  const content = (async function* (): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1);
    throw reason;
  })();
  await expect(writeWholeFile(path, content)).rejects.toBe(reason);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

it('keeps the old file when it cannot be written', async () => {
  await writeFile(path, 'old');
  await mkdir(`${path}.partial`);
  await expect(writeWholeFile(path, 'new')).rejects.toMatchObject({ code: 'FM_STORAGE' });
  expect(await readFile(path, 'utf8')).toBe('old');
  await expect(writeWholeFile(join(folder, 'missing', 'a.txt'), 'new')).rejects.toMatchObject({
    code: 'FM_STORAGE',
    hint: expect.stringContaining('check the path'),
  });
});

it.runIf(existsSync('/dev/full'))('keeps the old file when the disk is full', async () => {
  await writeFile(path, 'old');
  await symlink('/dev/full', `${path}.partial`);
  await expect(writeWholeFile(path, 'new')).rejects.toMatchObject({
    code: 'FM_STORAGE',
    received: expect.stringContaining('ENOSPC'),
    hint: expect.stringContaining('free some space'),
  });
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { openSafetensors, writeSafetensors } from '../safetensors/index.ts';
import { hostTensor } from '../tensor/index.ts';
import { fileSource } from './file-source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-file-source-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('reads ranges, and reports missing files and short reads', async () => {
  const path = join(folder, 'bytes');
  await writeFile(path, Uint8Array.of(1, 2, 3, 4));
  await using source = await fileSource(path);
  expect(source).toMatchObject({ name: path, size: 4 });
  expect([...(await source.read(1, 2))]).toEqual([2, 3]);
  await expect(source.read(2, 3)).rejects.toMatchObject({
    code: 'FM_FORMAT',
    expected: 'at least 5 bytes',
    received: '4 bytes',
  });
  await expect(fileSource(join(folder, 'missing'))).rejects.toMatchObject({
    code: 'FM_STORAGE',
    hint: expect.stringContaining('missing'),
  });
});

it('gives safetensors one tensor at a time', async () => {
  const path = join(folder, 'model.safetensors');
  const tensors = { a: hostTensor('f32', [1, 2], [2]), b: hostTensor('i32', [3]) };
  await writeFile(path, writeSafetensors(tensors));
  await using source = await fileSource(path);
  expect(await (await openSafetensors(source)).read('b')).toEqual(tensors.b);
});

it('reports what cannot be read once it is open', async () => {
  const source = await fileSource(folder);
  await expect(source.read(0, 1)).rejects.toMatchObject({
    code: 'FM_STORAGE',
    message: expect.stringContaining(folder),
  });
  await source[Symbol.asyncDispose]();
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@fm/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { characterTokenizer } from '../tokenizer/index.ts';
import { loadGptNeoX, saveGptNeoX } from './gpt-neox-folder.ts';
import { loadTokenizer } from './tokenizer-folder.ts';

const goldenFolder = join(import.meta.dirname, '../models/gpt-neox/__golden__');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-lm-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('reads what transformers saved, and saves the same bytes', async () => {
  const loaded = await loadGptNeoX(goldenFolder);
  await saveGptNeoX(folder, loaded);
  const bytes = (path: string): Promise<Uint8Array> => readFile(join(path, 'model.safetensors'));
  expect(await bytes(folder)).toEqual(await bytes(goldenFolder));
  const json = async (path: string): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(join(path, 'config.json'), 'utf8'));
  const { rotary_pct, rotary_emb_base, ...config } = await json(folder);
  expect(await json(goldenFolder)).toMatchObject(config);
  expect([rotary_pct, rotary_emb_base]).toEqual([0.5, 10_000]);
});

it('saves a tokenizer and an ONNX file with them', async () => {
  const tokenizer = characterTokenizer('abc');
  await saveGptNeoX(folder, { ...(await loadGptNeoX(goldenFolder)), tokenizer, onnx: true });
  expect(await readdir(join(folder, 'onnx'))).toEqual(['model.onnx']);
  expect((await loadTokenizer(folder)).encode('cab').ids).toEqual(tokenizer.encode('cab').ids);
});

it('refuses the folder of another architecture', async () => {
  await writeFile(join(folder, 'config.json'), '{"model_type": "gpt2"}');
  await writeFile(join(folder, 'model.safetensors'), await readFile(join(goldenFolder, 'model.safetensors')));
  await expect(loadGptNeoX(folder)).rejects.toThrow(FormatError);
});

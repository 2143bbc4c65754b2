import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, initialize, StorageError, writeSafetensors } from '@fm/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Gpt2 } from '../models/gpt2/model.ts';
import { byteTokenizer, characterTokenizer } from '../tokenizer/index.ts';
import { loadGpt2, saveGpt2 } from './gpt2-folder.ts';
import { loadTokenizer } from './tokenizer-folder.ts';

const goldenFolder = join(import.meta.dirname, '../models/gpt2/__golden__');
const model = new Gpt2({ vocab_size: 12, n_positions: 8, n_embd: 8, n_layer: 2, n_head: 2, bias: false });
const parameters = initialize(model, 1);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-lm-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('loadGpt2', () => {
  it('reads what transformers saved, and saves the same bytes', async () => {
    const loaded = await loadGpt2(goldenFolder);
    await saveGpt2(folder, loaded);
    const bytes = (path: string): Promise<Uint8Array> => readFile(join(path, 'model.safetensors'));
    expect(await bytes(folder)).toEqual(await bytes(goldenFolder));
    const json = async (path: string): Promise<Record<string, unknown>> =>
      JSON.parse(await readFile(join(path, 'config.json'), 'utf8'));
    expect(await json(goldenFolder)).toMatchObject(await json(folder));
  });

  it('gives back what saveGpt2 wrote, also without biases', async () => {
    await saveGpt2(folder, { model, parameters });
    const loaded = await loadGpt2(folder);
    expect(loaded.parameters).toEqual(parameters);
    expect(loaded.model.config).toEqual(model.config);
  });

  it('reads weights that are split over files', async () => {
    await saveGpt2(folder, { model, parameters });
    await rm(join(folder, 'model.safetensors'));
    const names = Object.keys(parameters);
    const shards = [names.slice(0, 5), names.slice(5)];
    const weight_map: Record<string, string> = {};
    for (const [i, shard] of shards.entries()) {
      const file = `model-0000${i + 1}-of-00002.safetensors`;
      await writeFile(
        join(folder, file),
        writeSafetensors(Object.fromEntries(shard.map((name) => [name, parameters[name]!]))),
      );
      for (const name of shard) weight_map[name] = file;
    }
    await writeFile(
      join(folder, 'model.safetensors.index.json'),
      JSON.stringify({ metadata: {}, weight_map }),
    );
    expect((await loadGpt2(folder)).parameters).toEqual(parameters);
  });

  it('says which file is missing, truncated or damaged', async () => {
    await expect(loadGpt2(folder)).rejects.toThrow(StorageError);
    await saveGpt2(folder, { model, parameters });
    const weights = join(folder, 'model.safetensors');
    const bytes = await readFile(weights);
    await writeFile(weights, bytes.subarray(0, bytes.length - 4));
    await expect(loadGpt2(folder)).rejects.toThrow(FormatError);
    await rm(weights);
    await expect(loadGpt2(folder)).rejects.toThrow(/model\.safetensors/);
    await writeFile(join(folder, 'config.json'), '{');
    await expect(loadGpt2(folder)).rejects.toThrow(FormatError);
  });
});

describe('saveGpt2', () => {
  it('leaves the old files alone when it cannot write', async () => {
    await saveGpt2(folder, { model, parameters });
    // A folder in the place of the temporary file.
    await mkdir(join(folder, 'model.safetensors.partial', 'x'), { recursive: true });
    await expect(saveGpt2(folder, { model, parameters: initialize(model, 2) })).rejects.toThrow(StorageError);
    expect((await loadGpt2(folder)).parameters).toEqual(parameters);
  });

  it('writes nothing else, and refuses weights that do not fit', async () => {
    const { 'wte.weight': _, ...rest } = parameters;
    await expect(saveGpt2(folder, { model, parameters: rest })).rejects.toThrow(FormatError);
    expect(await readdir(folder)).toEqual([]);
    await saveGpt2(folder, { model, parameters });
    expect((await readdir(folder)).toSorted()).toEqual([
      'config.json',
      'generation_config.json',
      'model.safetensors',
    ]);
  });
});

describe('saveGpt2 with onnx', () => {
  /** Logits of the first token, as transformers.js asks for them. */
  async function logitsOf(path: string): Promise<readonly number[]> {
    const session = await InferenceSession.create(join(path, 'onnx', 'model.onnx'));
    const empty = new Tensor('float32', new Float32Array(0), [1, 2, 0, 4]);
    const one = new Tensor('int64', BigInt64Array.of(1n), [1, 1]);
    const caches = session.inputNames.filter((name) => name.startsWith('past_key_values.'));
    const { logits } = await session.run({
      input_ids: one,
      attention_mask: one,
      position_ids: new Tensor('int64', BigInt64Array.of(0n), [1, 1]),
      ...Object.fromEntries(caches.map((name) => [name, empty])),
    });
    await session.release();
    return [...(logits!.data as Float32Array)];
  }
  const configOf = async (): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));

  it('writes one file, which runs', async () => {
    await saveGpt2(folder, { model, parameters, onnx: true });
    expect(await readdir(join(folder, 'onnx'))).toEqual(['model.onnx']);
    expect(await logitsOf(folder)).toHaveLength(12);
    expect(await configOf()).not.toHaveProperty(['transformers.js_config']);
    expect((await loadGpt2(folder)).parameters).toEqual(parameters);
  });

  it('writes large weights beside it, with the same numbers, and says so in config.json', async () => {
    await saveGpt2(folder, { model, parameters, onnx: true });
    const whole = await logitsOf(folder);
    await saveGpt2(folder, { model, parameters, onnx: { externalFrom: 256 } });
    expect((await readdir(join(folder, 'onnx'))).toSorted()).toEqual(['model.onnx', 'model.onnx_data']);
    expect(await logitsOf(folder)).toEqual(whole);
    expect((await configOf())['transformers.js_config']).toEqual({ use_external_data_format: true });
    expect((await loadGpt2(folder)).model.config).toEqual(model.config);
  });
});

describe('loadTokenizer', () => {
  it.each([
    [
      'characters',
      characterTokenizer('abcdefghij', {
        specialTokens: ['</s>', '<unk>'],
        endOfText: '</s>',
        unknownToken: '<unk>',
      }),
      'abba!',
    ],
    ['bytes', byteTokenizer({ specialTokens: ['<|endoftext|>'] }), 'café'],
  ] as const)('gives back a tokenizer of %s that was saved with its model', async (_, tokenizer, text) => {
    await saveGpt2(folder, { model, parameters, tokenizer });
    const loaded = await loadTokenizer(folder);
    expect(loaded.encode(text)).toEqual(tokenizer.encode(text));
    expect(loaded.endOfText).toBe(tokenizer.endOfText);
    expect((await loadGpt2(folder)).model.config.eos_token_id).toBe(tokenizer.endOfText);
  });

  it('says what is missing or damaged', async () => {
    await expect(loadTokenizer(folder)).rejects.toThrow(StorageError);
    await saveGpt2(folder, { model, parameters, tokenizer: byteTokenizer() });
    await writeFile(join(folder, 'tokenizer_config.json'), '{"eos_token": 3}');
    await expect(loadTokenizer(folder)).rejects.toThrow(FormatError);
  });
});

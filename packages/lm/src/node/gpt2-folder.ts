import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostTensor, openSafetensors, openShardedSafetensors, safetensorsChunks } from '@fm/core';
import { fileSource, type FileSource, storageFailure, writeWholeFile } from '@fm/core/node';
import {
  type Gpt2Checkpoint,
  readGpt2,
  type SavableTokenizer,
  writeGpt2,
} from '../hugging-face/gpt2-files.ts';
import { exportOnnx, type ExportOnnxOptions } from '../models/export-onnx.ts';
import { readJson, readTextIfPresent } from './read-files.ts';
import { writeOnnx } from './write-onnx.ts';

const weightsFile = 'model.safetensors';
const indexFile = 'model.safetensors.index.json';

/**
 * Loads a GPT-2 from a Hugging Face folder: `config.json` with `model.safetensors`, or with shards and their index.
 *
 * @throws {StorageError} when a file is missing or cannot be read
 * @throws {FormatError} when a file is damaged, or the weights do not belong to the configuration
 * @throws {UnsupportedError} when the configuration asks for something this implementation does not have
 * @example
 * ```ts
 * import { initialize, referenceBackend } from '@fm/core';
 * import { characterTokenizer, Gpt2, languageModel } from '@fm/lm';
 * import { loadGpt2, loadTokenizer, saveGpt2 } from '@fm/lm/node';
 *
 * const small = new Gpt2({ vocab_size: 8, n_positions: 8, n_embd: 4, n_layer: 1, n_head: 1 });
 * await saveGpt2('gpt2', { model: small, parameters: initialize(small, 0), tokenizer: characterTokenizer('abcdefgh') });
 *
 * const { model, parameters } = await loadGpt2('gpt2');
 * const tokenizer = await loadTokenizer('gpt2');
 * await using lm = languageModel({ model, parameters, tokenizer, backend: referenceBackend() });
 * const { text } = await lm.generate('abc', { maxTokens: 4, seed: 0 }).result;
 * text.length; // => 4
 * ```
 */
export async function loadGpt2(folder: string): Promise<Gpt2Checkpoint> {
  const config = await readJson(join(folder, 'config.json'));
  return readGpt2({ config, tensors: await readTensors(folder) });
}

/** What {@link saveGpt2} writes. */
export interface SaveGpt2Options extends Gpt2Checkpoint {
  /** @default no tokenizer is written */
  readonly tokenizer?: SavableTokenizer;
  /**
   * Write `onnx/model.onnx` too, with a cache of keys and values: what transformers.js loads. Above 2 GB, or from
   * `externalFrom` bytes on, weights are in `onnx/model.onnx_data`.
   *
   * @default false
   */
  readonly onnx?: boolean | Pick<ExportOnnxOptions, 'externalFrom'>;
}

/**
 * Saves a GPT-2 as a folder that Python's transformers loads: `config.json`, `generation_config.json`,
 * `model.safetensors`, and, where there is a tokenizer, `tokenizer.json` and `tokenizer_config.json`. With `onnx` it is a
 * folder for transformers.js too. Each file appears whole or not at all; the weights come last.
 *
 * @param folder - made if need be; files of these names are replaced
 * @throws {StorageError} when something cannot be written
 * @throws {FormatError} when the parameters do not fit the model
 * @example
 * ```ts
 * import { readdir } from 'node:fs/promises';
 * import { initialize } from '@fm/core';
 * import { Gpt2 } from '@fm/lm';
 * import { saveGpt2 } from '@fm/lm/node';
 *
 * const model = new Gpt2({ vocab_size: 8, n_positions: 4, n_embd: 4, n_layer: 1, n_head: 1 });
 * await saveGpt2('gpt2', { model, parameters: initialize(model, 0) });
 * await readdir('gpt2'); // => ['config.json', 'generation_config.json', 'model.safetensors']
 * ```
 */
export async function saveGpt2(folder: string, options: SaveGpt2Options): Promise<void> {
  const { model, parameters, onnx = false } = options;
  const { json, tensors } = writeGpt2(options);
  const names = { name: 'gpt2', externalLocation: 'model.onnx_data' };
  const file =
    onnx === false
      ? undefined
      : exportOnnx({ model, parameters, cache: true, ...names, ...(onnx === true ? {} : onnx) });
  try {
    await mkdir(file === undefined ? folder : join(folder, 'onnx'), { recursive: true });
  } catch (error) {
    throw storageFailure(`Cannot make the folder ${folder}`, error);
  }
  for (const [name, content] of Object.entries(json)) {
    const whole =
      name === 'config.json' && file?.external ? { ...(content as object), ...splitFile } : content;
    await writeWholeFile(join(folder, name), `${JSON.stringify(whole, null, 2)}\n`);
  }
  if (file !== undefined) await writeOnnx(join(folder, 'onnx', 'model.onnx'), file);
  const toWrite = Object.entries(tensors).map(
    ([name, tensor]) => [name, { ...tensor, read: () => tensor }] as const,
  );
  await writeWholeFile(
    join(folder, weightsFile),
    safetensorsChunks(Object.fromEntries(toWrite), { format: 'pt' }),
  );
}

/** Lets transformers.js look for the file of weights. */
const splitFile = { 'transformers.js_config': { use_external_data_format: true } };

async function readTensors(folder: string): Promise<Record<string, HostTensor>> {
  const opened: AsyncDisposable[] = [];
  const open = async (name: string): Promise<FileSource> => {
    const file = await fileSource(join(folder, name));
    opened.push(file);
    return file;
  };
  try {
    const index = await readTextIfPresent(join(folder, indexFile));
    const file =
      index === undefined
        ? await openSafetensors(await open(weightsFile))
        : await openShardedSafetensors(index, open, indexFile);
    const tensors: Record<string, HostTensor> = {};
    for (const name of file.entries.keys()) tensors[name] = await file.read(name);
    return tensors;
  } finally {
    for (const file of opened) await file[Symbol.asyncDispose]();
  }
}

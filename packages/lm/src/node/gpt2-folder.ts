import { join } from 'node:path';
import type { SavableTokenizer } from '../hugging-face/checkpoint-files.ts';
import { type Gpt2Checkpoint, readGpt2, writeGpt2 } from '../hugging-face/gpt2-files.ts';
import { exportOnnx, type ExportOnnxOptions } from '../models/export-onnx.ts';
import { readCheckpointTensors, writeCheckpointFolder } from './checkpoint-folder.ts';
import { readJson } from './read-files.ts';

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
  return readGpt2({ config, tensors: await readCheckpointTensors(folder) });
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
  const files = writeGpt2(options);
  const names = { name: 'gpt2', externalLocation: 'model.onnx_data' };
  const file =
    onnx === false
      ? undefined
      : exportOnnx({ model, parameters, cache: true, ...names, ...(onnx === true ? {} : onnx) });
  await writeCheckpointFolder(folder, files, file);
}

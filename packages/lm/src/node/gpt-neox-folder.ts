import { join } from 'node:path';
import type { SavableTokenizer } from '../hugging-face/checkpoint-files.ts';
import { type GptNeoXCheckpoint, readGptNeoX, writeGptNeoX } from '../hugging-face/gpt-neox-files.ts';
import { exportOnnx, type ExportOnnxOptions } from '../models/export-onnx.ts';
import { readCheckpointTensors, writeCheckpointFolder } from './checkpoint-folder.ts';
import { readJson } from './read-files.ts';

/**
 * Loads a GPT-NeoX from a Hugging Face folder: `config.json` with `model.safetensors`, or with shards and their index.
 *
 * @throws {StorageError} when a file is missing or cannot be read
 * @throws {FormatError} when a file is damaged, or the weights do not belong to the configuration
 * @throws {UnsupportedError} when the configuration asks for something this implementation does not have
 * @example
 * ```ts
 * import { initialize, referenceBackend } from '@fm/core';
 * import { characterTokenizer, GptNeoX, languageModel } from '@fm/lm';
 * import { loadGptNeoX, loadTokenizer, saveGptNeoX } from '@fm/lm/node';
 *
 * const small = new GptNeoX({ vocab_size: 8, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 1 });
 * await saveGptNeoX('gpt-neox', { model: small, parameters: initialize(small, 0), tokenizer: characterTokenizer('abcdefgh') });
 *
 * const { model, parameters } = await loadGptNeoX('gpt-neox');
 * const tokenizer = await loadTokenizer('gpt-neox');
 * await using lm = languageModel({ model, parameters, tokenizer, backend: referenceBackend() });
 * const { text } = await lm.generate('abc', { maxTokens: 4, seed: 0 }).result;
 * text.length; // => 4
 * ```
 */
export async function loadGptNeoX(folder: string): Promise<GptNeoXCheckpoint> {
  const config = await readJson(join(folder, 'config.json'));
  return readGptNeoX({ config, tensors: await readCheckpointTensors(folder) });
}

/** What {@link saveGptNeoX} writes. */
export interface SaveGptNeoXOptions extends GptNeoXCheckpoint {
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
 * Saves a GPT-NeoX as a folder that Python's transformers loads: `config.json`, `generation_config.json`,
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
 * import { GptNeoX } from '@fm/lm';
 * import { saveGptNeoX } from '@fm/lm/node';
 *
 * const model = new GptNeoX({ vocab_size: 8, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 1 });
 * await saveGptNeoX('gpt-neox', { model, parameters: initialize(model, 0) });
 * await readdir('gpt-neox'); // => ['config.json', 'generation_config.json', 'model.safetensors']
 * ```
 */
export async function saveGptNeoX(folder: string, options: SaveGptNeoXOptions): Promise<void> {
  const { model, parameters, onnx = false } = options;
  const files = writeGptNeoX(options);
  const names = { name: 'gpt-neox', externalLocation: 'model.onnx_data' };
  const file =
    onnx === false
      ? undefined
      : exportOnnx({ model, parameters, cache: true, ...names, ...(onnx === true ? {} : onnx) });
  await writeCheckpointFolder(folder, files, file);
}

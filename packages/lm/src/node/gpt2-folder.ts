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
import { readJson, readTextIfPresent } from './read-files.ts';

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
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { initialize, referenceBackend } from '@fm/core';
 * import { characterTokenizer, Gpt2, languageModel } from '@fm/lm';
 * import { loadGpt2, loadTokenizer, saveGpt2 } from '@fm/lm/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'gpt2-'));
 * const small = new Gpt2({ vocab_size: 8, n_positions: 8, n_embd: 4, n_layer: 1, n_head: 1 });
 * const saved = { model: small, parameters: initialize(small, 0), tokenizer: characterTokenizer('abcdefgh') };
 * await saveGpt2(folder, saved); // or a folder of Hugging Face
 *
 * const { model, parameters } = await loadGpt2(folder);
 * const tokenizer = await loadTokenizer(folder);
 * await using lm = languageModel({ model, parameters, tokenizer, backend: referenceBackend() });
 * const { text } = await lm.generate('abc', { maxTokens: 4, seed: 0 }).result;
 * text.length; // => 4
 * ```
 */
export async function loadGpt2(folder: string): Promise<Gpt2Checkpoint> {
  const config = await readJson(join(folder, 'config.json'));
  return readGpt2({ config, tensors: await readTensors(folder) });
}

/**
 * Saves a GPT-2 as a folder that Python's transformers loads: `config.json`, `generation_config.json`,
 * `model.safetensors`, and, where there is a tokenizer, `tokenizer.json` and `tokenizer_config.json`. Each file appears
 * whole or not at all; the weights come last.
 *
 * @param folder - made if need be; files of these names are replaced
 * @throws {StorageError} when something cannot be written
 * @throws {FormatError} when the parameters do not fit the model
 * @example
 * ```ts
 * import { mkdtemp, readdir } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { initialize } from '@fm/core';
 * import { Gpt2 } from '@fm/lm';
 * import { saveGpt2 } from '@fm/lm/node';
 *
 * const model = new Gpt2({ vocab_size: 8, n_positions: 4, n_embd: 4, n_layer: 1, n_head: 1 });
 * const folder = await mkdtemp(join(tmpdir(), 'gpt2-'));
 * await saveGpt2(folder, { model, parameters: initialize(model, 0) });
 * await readdir(folder); // => ['config.json', 'generation_config.json', 'model.safetensors']
 * ```
 */
export async function saveGpt2(
  folder: string,
  checkpoint: Gpt2Checkpoint & { readonly tokenizer?: SavableTokenizer },
): Promise<void> {
  const { json, tensors } = writeGpt2(checkpoint);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw storageFailure(`Cannot make the folder ${folder}`, error);
  }
  for (const [name, content] of Object.entries(json)) {
    await writeWholeFile(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  }
  const toWrite = Object.entries(tensors).map(
    ([name, tensor]) => [name, { ...tensor, read: () => tensor }] as const,
  );
  await writeWholeFile(
    join(folder, weightsFile),
    safetensorsChunks(Object.fromEntries(toWrite), { format: 'pt' }),
  );
}

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

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FormatError,
  type HostTensor,
  openSafetensors,
  openShardedSafetensors,
  safetensorsChunks,
} from '@fm/core';
import { fileSource, type FileSource, storageFailure, writeWholeFile } from '@fm/core/node';
import {
  type DenoiserCheckpoint,
  type LoadedDenoiser,
  readDenoiser,
  writeDenoiser,
} from '../models/denoiser-files.ts';

const weightsFile = 'diffusion_pytorch_model.safetensors';
const indexFile = `${weightsFile}.index.json`;
const schedulerFile = join('scheduler', 'scheduler_config.json');

/**
 * Loads a denoiser from a folder of diffusers: `config.json` with `diffusion_pytorch_model.safetensors` or shards and
 * their index, and `scheduler/scheduler_config.json` where there is one. A pipeline's folder has the network in `unet` or
 * `transformer`.
 *
 * @throws {StorageError} when a file is missing or cannot be read
 * @throws {FormatError} when a file is damaged, or the weights do not belong to the configuration
 * @throws {UnsupportedError} when the network or the scheduler is of a class that is not known
 * @example
 * ```ts
 * import { initialize, referenceBackend } from '@fm/core';
 * import { Dit, fromDiffusersConfig, generateImages, networkDenoiser } from '@fm/diffusion';
 * import { loadDenoiser, saveDenoiser } from '@fm/diffusion/node';
 *
 * const small = new Dit({ sample_size: 4, in_channels: 1, num_layers: 1, num_attention_heads: 1, attention_head_dim: 8 });
 * const saved = { network: small, parameters: initialize(small, 0) };
 * await saveDenoiser('digits', { ...saved, scheduler: fromDiffusersConfig({ _class_name: 'DDIMScheduler' }) });
 *
 * const { network, parameters, scheduler, prediction = 'epsilon' } = await loadDenoiser('digits');
 * await using denoiser = networkDenoiser(network, { backend: referenceBackend(), parameters, prediction });
 * const plan = scheduler!.plan({ steps: 2 });
 * (await generateImages({ denoiser, plan, seeds: [1] }).result).shape; // => [1, 1, 4, 4]
 * ```
 */
export async function loadDenoiser(folder: string): Promise<LoadedDenoiser> {
  const place = await networkFolder(folder);
  const config = await readJson(join(place, 'config.json'));
  const schedulerConfig = await readJsonIfPresent(join(folder, schedulerFile));
  const tensors = await readTensors(place);
  return readDenoiser({ config, tensors, ...(schedulerConfig !== undefined && { schedulerConfig }) });
}

/**
 * Saves a denoiser as a folder that Python's diffusers loads: `config.json`, `diffusion_pytorch_model.safetensors`, and,
 * where there is a scheduler, `scheduler/scheduler_config.json`. Each file appears whole or not at all; the weights come
 * last.
 *
 * There: `UNet2DModel.from_pretrained(folder)` and `DDIMScheduler.from_pretrained(folder, subfolder="scheduler")`.
 *
 * @param folder - made if need be; files of these names are replaced
 * @throws {StorageError} when something cannot be written
 * @throws {FormatError} when the parameters do not fit the network
 * @example
 * ```ts
 * import { readdir } from 'node:fs/promises';
 * import { initialize } from '@fm/core';
 * import { Dit, fromDiffusersConfig } from '@fm/diffusion';
 * import { saveDenoiser } from '@fm/diffusion/node';
 *
 * const network = new Dit({ sample_size: 4, in_channels: 1, num_layers: 1, num_attention_heads: 1, attention_head_dim: 8 });
 * const scheduler = fromDiffusersConfig({ _class_name: 'DDIMScheduler' });
 * await saveDenoiser('digits', { network, parameters: initialize(network, 0), scheduler });
 * await readdir('digits'); // => ['config.json', 'diffusion_pytorch_model.safetensors', 'scheduler']
 * ```
 */
export async function saveDenoiser(folder: string, checkpoint: DenoiserCheckpoint): Promise<void> {
  const { config, tensors, schedulerConfig } = writeDenoiser(checkpoint);
  const inner = schedulerConfig === undefined ? folder : join(folder, 'scheduler');
  try {
    await mkdir(inner, { recursive: true });
  } catch (error) {
    throw storageFailure(`Cannot make the folder ${inner}`, error);
  }
  await writeWholeFile(join(folder, 'config.json'), pythonJson(config));
  if (schedulerConfig !== undefined) {
    await writeWholeFile(join(folder, schedulerFile), pythonJson(schedulerConfig));
  }
  const toWrite = Object.entries(tensors).map(
    ([name, tensor]) => [name, { ...tensor, read: () => tensor }] as const,
  );
  await writeWholeFile(
    join(folder, weightsFile),
    safetensorsChunks(Object.fromEntries(toWrite), { format: 'pt' }),
  );
}

/** The folder itself, or the network's inside a pipeline's. */
async function networkFolder(folder: string): Promise<string> {
  const index = await readJsonIfPresent(join(folder, 'model_index.json'));
  if (typeof index !== 'object' || index === null) return folder;
  const part = ['unet', 'transformer'].find((name) => name in index);
  return part === undefined ? folder : join(folder, part);
}

/** Python writes infinities into JSON, where they have no place. */
const nonFinite = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;

function pythonJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, item: unknown) => (typeof item === 'number' && !Number.isFinite(item) ? `number ${item}` : item),
    2,
  );
  return `${text.replaceAll(/"number (-?Infinity|NaN)"/g, '$1')}\n`;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw storageFailure(`Cannot read ${path}`, error);
  });
  try {
    return JSON.parse(text.replaceAll(nonFinite, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch (cause) {
    throw new FormatError(`${path} is no JSON`, {
      received: (cause as Error).message,
      hint: 'Download or save it again.',
      cause,
    });
  }
}

async function readJsonIfPresent(path: string): Promise<unknown> {
  try {
    return await readJson(path);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
    if (cause?.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readTensors(folder: string): Promise<Record<string, HostTensor>> {
  const opened: AsyncDisposable[] = [];
  const open = async (name: string): Promise<FileSource> => {
    const file = await fileSource(join(folder, name));
    opened.push(file);
    return file;
  };
  try {
    const index = await readJsonIfPresent(join(folder, indexFile));
    const file =
      index === undefined
        ? await openSafetensors(await open(weightsFile))
        : await openShardedSafetensors(JSON.stringify(index), open, indexFile);
    const tensors: Record<string, HostTensor> = {};
    for (const name of file.entries.keys()) tensors[name] = await file.read(name);
    return tensors;
  } finally {
    for (const file of opened) await file[Symbol.asyncDispose]();
  }
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type HostTensor,
  type OnnxModel,
  openSafetensors,
  openShardedSafetensors,
  safetensorsChunks,
} from '@fm/core';
import { fileSource, type FileSource, storageFailure, writeWholeFile } from '@fm/core/node';
import type { CheckpointFiles } from '../hugging-face/checkpoint-files.ts';
import { readTextIfPresent } from './read-files.ts';
import { writeOnnx } from './write-onnx.ts';

const weightsFile = 'model.safetensors';
const indexFile = 'model.safetensors.index.json';

/**
 * Reads all tensors of a Hugging Face folder: `model.safetensors`, or shards and their index.
 *
 * @throws {StorageError} when a file is missing or cannot be read
 * @throws {FormatError} when a file is damaged
 */
export async function readCheckpointTensors(folder: string): Promise<Record<string, HostTensor>> {
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

/** Writes a Hugging Face folder, each file whole or not at all, the weights last. With `onnx` also `onnx/model.onnx`. */
export async function writeCheckpointFolder(
  folder: string,
  { json, tensors }: CheckpointFiles,
  onnx: OnnxModel | undefined,
): Promise<void> {
  try {
    await mkdir(onnx === undefined ? folder : join(folder, 'onnx'), { recursive: true });
  } catch (error) {
    throw storageFailure(`Cannot make the folder ${folder}`, error);
  }
  for (const [name, content] of Object.entries(json)) {
    const whole =
      name === 'config.json' && onnx?.external ? { ...(content as object), ...splitFile } : content;
    await writeWholeFile(join(folder, name), `${JSON.stringify(whole, null, 2)}\n`);
  }
  if (onnx !== undefined) await writeOnnx(join(folder, 'onnx', 'model.onnx'), onnx);
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

import { FormatError } from '../errors/index.ts';
import type { ByteSource } from './byte-source.ts';
import type { SafetensorsEntry } from './header.ts';
import { entryOf, openSafetensors, type SafetensorsFile } from './open-safetensors.ts';
import { parseStrictJson, type StrictJson } from './strict-json.ts';

/**
 * Opens a model that is split over several safetensors files, from its `model.safetensors.index.json`.
 *
 * @param index - text of the index
 * @param open - opens one of the files beside the index; gets a bare file name
 * @param name - of the index, for messages. @default 'model.safetensors.index.json'
 * @returns all shards as one file; `begin` and `end` of an entry count within its shard
 * @throws {FormatError} when the index or a shard is damaged, a name points outside the folder, or a shard lacks a tensor
 * @example
 * ```ts
 * import { hostTensor, memorySource, openShardedSafetensors, writeSafetensors } from '@fm/core';
 *
 * const shards = new Map([
 *   ['1-of-2.safetensors', writeSafetensors({ embedding: hostTensor('f32', [1, 2]) })],
 *   ['2-of-2.safetensors', writeSafetensors({ head: hostTensor('f32', [3, 4]) })],
 * ]);
 * const index = JSON.stringify({ weight_map: { embedding: '1-of-2.safetensors', head: '2-of-2.safetensors' } });
 * const model = await openShardedSafetensors(index, async (file) => memorySource(shards.get(file) ?? new Uint8Array(), file));
 * [...model.entries.keys()]; // => ['embedding', 'head']
 * (await model.read('head')).data; // => Float32Array [3, 4]
 * ```
 */
export async function openShardedSafetensors(
  index: string,
  open: (fileName: string) => Promise<ByteSource>,
  name = 'model.safetensors.index.json',
): Promise<SafetensorsFile> {
  const shardOf = parseIndex(index, name);
  const shards = new Map<string, SafetensorsFile>();
  for (const fileName of new Set(shardOf.values()))
    shards.set(fileName, await openSafetensors(await open(fileName)));

  const entries = new Map<string, SafetensorsEntry>();
  for (const [tensor, fileName] of shardOf) {
    const entry = shards.get(fileName)?.entries.get(tensor);
    if (entry === undefined)
      throw damaged(
        name,
        `weight_map, ${JSON.stringify(tensor)}`,
        `a tensor in ${fileName}`,
        'none of this name',
      );
    entries.set(tensor, entry);
  }
  return {
    name,
    entries,
    metadata: new Map([...shards.values()].flatMap((shard) => [...shard.metadata])),
    read: async (tensor) => (shards.get(entryOf(shardOf, tensor, name)) as SafetensorsFile).read(tensor),
  };
}

function parseIndex(text: string, name: string): ReadonlyMap<string, string> {
  const root = parseStrictJson(text, { name, maxDepth: 8 });
  const weightMap =
    root instanceof Map ? (root as ReadonlyMap<string, StrictJson>).get('weight_map') : undefined;
  if (!(weightMap instanceof Map)) throw damaged(name, 'weight_map', 'an object', 'something else');
  for (const [tensor, fileName] of weightMap as ReadonlyMap<string, StrictJson>) {
    if (typeof fileName !== 'string' || !/^[\w.-]+\.safetensors$/.test(fileName)) {
      throw damaged(
        name,
        `weight_map, ${JSON.stringify(tensor)}`,
        'the bare name of a .safetensors file',
        JSON.stringify(fileName),
      );
    }
  }
  return weightMap as ReadonlyMap<string, string>;
}

function damaged(name: string, field: string, expected: string, received: string): FormatError {
  return new FormatError(`${name} is no valid index: ${field}`, {
    expected,
    received,
    hint: 'Download the model again.',
  });
}

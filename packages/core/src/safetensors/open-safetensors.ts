import { ArgumentError } from '../errors/index.ts';
import type { HostTensor } from '../tensor/index.ts';
import type { ByteSource } from './byte-source.ts';
import { headerLength, parseHeader, type SafetensorsEntry } from './header.ts';
import { decodeStored } from './stored-dtype.ts';

/** An open safetensors file or a set of shards: what is in it is known, numbers are read on demand. */
export interface SafetensorsFile {
  /** Name for messages. */
  readonly name: string;
  /** Every tensor, in the file's order. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** Free text that the writer left, for example `format`. */
  readonly metadata: ReadonlyMap<string, string>;
  /**
   * Reads one tensor and nothing else. `I8`, `I16` and `U16` become `i32`, `U32` and `U64` become `i64`, the two 8-bit
   * floats become `f16`, always without loss.
   *
   * @throws {ArgumentError} when there is no such tensor
   * @throws {UnsupportedError} when no dtype of fm holds its elements
   */
  read(tensor: string): Promise<HostTensor>;
}

/**
 * Opens a safetensors file: reads and checks its header.
 *
 * @throws {FormatError} when the file is truncated, damaged or hostile
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * ```ts
 * import { hostTensor, memorySource, openSafetensors, writeSafetensors } from '@fm/core';
 *
 * const bytes = writeSafetensors({ weight: hostTensor('f32', [1, 2, 3]) });
 * const file = await openSafetensors(memorySource(bytes));
 * (await file.read('weight')).shape; // => [3]
 * ```
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const { name, size } = source;
  const length = headerLength(await source.read(0, Math.min(8, size)), size, name);
  const { entries, metadata } = parseHeader(await source.read(8, length), size, name);
  return {
    name,
    entries,
    metadata,
    async read(tensor) {
      const { begin, end, shape, storedDType } = entryOf(entries, tensor, name);
      const bytes = await source.read(begin, end - begin);
      return decodeStored(storedDType, shape, bytes, `${name}, tensor ${JSON.stringify(tensor)}`);
    },
  };
}

/** The entry of a tensor that must be there. */
export function entryOf<E>(entries: ReadonlyMap<string, E>, tensor: string, name: string): E {
  const entry = entries.get(tensor);
  if (entry !== undefined) return entry;
  throw new ArgumentError(`${name} holds no tensor ${JSON.stringify(tensor)}`, {
    expected: `one of ${[...entries.keys()].slice(0, 8).join(', ')}${entries.size > 8 ? ', …' : ''}`,
    received: tensor,
  });
}

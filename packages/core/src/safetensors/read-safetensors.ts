import type { HostTensor } from '../tensor/index.ts';
import { headerLength, parseHeader } from './header.ts';
import { decodeStored } from './stored-dtype.ts';

/** All of a safetensors file. */
export interface Safetensors {
  /** Tensors by name. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  /** Free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads every tensor of a safetensors file in memory. Elements are views of `bytes` where dtype and alignment allow.
 *
 * @param name - what messages call the file. @default 'bytes in memory'
 * @throws {FormatError} when the bytes are truncated, damaged or hostile
 * @throws {UnsupportedError} when no dtype of fm holds the elements of a tensor
 * @example
 * ```ts
 * import { hostTensor, readSafetensors, writeSafetensors } from '@fm/core';
 *
 * const bytes = writeSafetensors({ bias: hostTensor('f32', [0.5]) }, { format: 'pt' });
 * readSafetensors(bytes).metadata; // => { format: 'pt' }
 * ```
 */
export function readSafetensors(bytes: Uint8Array, name = 'bytes in memory'): Safetensors {
  const length = headerLength(bytes.subarray(0, 8), bytes.byteLength, name);
  const { entries, metadata } = parseHeader(bytes.subarray(8, 8 + length), bytes.byteLength, name);
  const tensors = [...entries].map(([tensor, { begin, end, shape, storedDType }]) => {
    const where = `${name}, tensor ${JSON.stringify(tensor)}`;
    return [tensor, decodeStored(storedDType, shape, bytes.subarray(begin, end), where)] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}

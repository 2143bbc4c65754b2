import { FormatError } from '../errors/index.ts';

/** Bytes that can be read by range: a file, an HTTP resource, memory. */
export interface ByteSource {
  /** Name for messages: a path or an address. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * The bytes `[offset, offset + length)`, never fewer.
   *
   * @throws {StorageError} when reading fails
   * @throws {FormatError} when the source ends before that
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * A byte source over bytes in memory; ranges are views, not copies.
 *
 * @param name - what messages call it. @default 'bytes in memory'
 * @returns a source whose `read` throws a `FormatError` for a range that goes beyond the bytes
 * @example
 * ```ts
 * import { memorySource } from '@fm/core';
 *
 * const source = memorySource(Uint8Array.of(10, 20, 30, 40), 'numbers.bin');
 * await source.read(1, 2); // => Uint8Array [20, 30]
 * ```
 */
export function memorySource(bytes: Uint8Array, name = 'bytes in memory'): ByteSource {
  return {
    name,
    size: bytes.byteLength,
    read: async (offset, length) => rangeOf(bytes, offset, length, name),
  };
}

function rangeOf(bytes: Uint8Array, offset: number, length: number, name: string): Uint8Array {
  if (offset + length > bytes.byteLength) {
    throw new FormatError(`${name} is truncated`, {
      expected: `at least ${offset + length} bytes`,
      received: `${bytes.byteLength} bytes`,
      hint: 'Download or save the file again.',
    });
  }
  return bytes.subarray(offset, offset + length);
}

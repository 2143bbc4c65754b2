import { FormatError } from '@fm/core';

const maximumLength = 64 * 1024 * 1024;

/**
 * The replacements of a sentencepiece model: a trie of UTF-8 keys (a double array as of Darts) whose values point
 * into a list of strings that end in NUL.
 *
 * @see `precompiled_charsmap` in sentencepiece's `NormalizerSpec`
 */
export class Charsmap {
  readonly #trie: Uint32Array;
  readonly #strings: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #encoder = new TextEncoder();
  readonly #key = new Uint8Array(64);
  #known = new Map<string, string | undefined>();

  /**
   * @param bytes trie's length in bytes (32 bits), trie (units of 32 bits), strings; little-endian
   * @throws {FormatError} when the trie's length is wrong
   */
  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = bytes.length >= 8 && bytes.length <= maximumLength ? view.getUint32(0, true) : 0;
    if (length === 0 || length % 4 !== 0 || length > bytes.length - 4) {
      throw new FormatError('The character map of a Precompiled normalizer is damaged', {
        expected: 'a trie whose length its first four bytes give, at least one unit of four bytes',
        received: `${length} of ${bytes.length} bytes`,
      });
    }
    this.#trie = Uint32Array.from({ length: length / 4 }, (_, unit) => view.getUint32(4 + 4 * unit, true));
    this.#strings = bytes.slice(4 + length);
  }

  /**
   * What a chunk of text becomes: the replacement of the shortest key it begins with, even if more follows;
   * undefined if it begins with none.
   */
  replacementOf(chunk: string): string | undefined {
    if (this.#known.has(chunk)) return this.#known.get(chunk);
    const found = this.#find(chunk);
    if (this.#known.size >= 1 << 16) this.#known = new Map();
    this.#known.set(chunk, found);
    return found;
  }

  #find(chunk: string): string | undefined {
    const { written } = this.#encoder.encodeInto(chunk, this.#key);
    const trie = this.#trie;
    let node = offsetOf(trie[0]!);
    for (let i = 0; i < written; i++) {
      const byte = this.#key[i]!;
      if (byte === 0) return undefined;
      node ^= byte;
      // A damaged trie may point anywhere; outside of it there is no node.
      const unit = trie[node] ?? 0;
      if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit >>> 8) & 1) return this.#stringAt((trie[node] ?? 0) & 0x7fffffff);
    }
    return undefined;
  }

  #stringAt(start: number): string {
    const end = this.#strings.indexOf(0, start);
    return this.#decoder.decode(this.#strings.subarray(start, end < 0 ? undefined : end));
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

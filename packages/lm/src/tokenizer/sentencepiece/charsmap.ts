import { FormatError } from '@fm/core';

/** What a charsmap does at one place of a text. */
export interface CharsmapMatch {
  /** UTF-16 units of the text it takes. */
  readonly length: number;
  readonly replacement: string;
}

const headerBytes = 4;
const maxReplacementBytes = 4096;

/**
 * The longest rule of a compiled SentencePiece charsmap that matches a text at a place, if any does.
 *
 * The bytes: length of the tree in bytes (u32), a double-array tree over UTF-8 whose leaves are offsets, and the
 * replacements, each with a zero byte at its end.
 *
 * @throws {FormatError} when the bytes are damaged
 * @see https://github.com/s-yata/darts-clone for the units of the tree
 */
export function readCharsmap(bytes: Uint8Array): (text: string, at: number) => CharsmapMatch | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const treeBytes = bytes.length < headerBytes ? 0 : view.getUint32(0, true);
  const end = headerBytes + treeBytes;
  if (treeBytes === 0 || treeBytes % 4 !== 0 || end > bytes.length)
    throw damaged(`a tree of ${treeBytes} bytes`);
  const tree = Uint32Array.from({ length: treeBytes / 4 }, (_, i) =>
    view.getUint32(headerBytes + 4 * i, true),
  );
  const replacements = bytes.subarray(end);
  const decoded = new Map<number, string>();

  function replacementAt(offset: number): string {
    const known = decoded.get(offset);
    if (known !== undefined) return known;
    const stop = replacements.indexOf(0, offset);
    if (stop < 0 || stop - offset > maxReplacementBytes)
      throw damaged(`a replacement at ${offset} without end`);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(replacements.subarray(offset, stop));
    decoded.set(offset, text);
    return text;
  }

  return (text, at) => {
    let unit = tree[0] as number;
    let node = offsetOf(unit);
    let length = 0;
    let offset = 0;
    for (let i = at; i < text.length;) {
      const codePoint = text.codePointAt(i) as number;
      i += codePoint > 0xffff ? 2 : 1;
      for (let left = utf8Length(codePoint); left > 0; left--) {
        const byte = utf8Byte(codePoint, left);
        node ^= byte;
        // Outside the tree there is nothing, and its labels match no byte.
        unit = tree[node] ?? 0x8000_0000;
        if (labelOf(unit) !== byte)
          return length === 0 ? undefined : { length, replacement: replacementAt(offset) };
        node ^= offsetOf(unit);
        if (!hasLeaf(unit)) continue;
        length = i - at;
        offset = (tree[node] ?? 0) & 0x7fff_ffff;
      }
    }
    return length === 0 ? undefined : { length, replacement: replacementAt(offset) };
  };
}

const offsetOf = (unit: number): number => ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
const labelOf = (unit: number): number => (unit & 0x8000_00ff) >>> 0;
const hasLeaf = (unit: number): boolean => (unit & 0x100) !== 0;

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}

/** The UTF-8 byte of a character that has `left - 1` more behind it. */
function utf8Byte(codePoint: number, left: number): number {
  const length = utf8Length(codePoint);
  if (length === 1) return codePoint;
  const bits = codePoint >>> (6 * (left - 1));
  if (left < length) return 0x80 | (bits & 0x3f);
  return ((0xf00 >>> length) & 0xff) | bits;
}

function damaged(received: string): FormatError {
  return new FormatError('The charsmap of the SentencePiece model is damaged', {
    expected: 'a double-array tree and its replacements',
    received,
  });
}

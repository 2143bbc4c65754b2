import { asciiClasses, characterClass, classAt, classSet, endOfRun } from './character-class.ts';
import { apostrophe, endOfContraction } from './contraction.ts';
import { endOfPlainWhitespace } from './whitespace.ts';

const blank = 0x20;

/**
 * Cuts as GPT-2's pattern does:
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
 */
export function scanGpt2(bytes: Uint8Array, start: number, end: number, ends: Int32Array): number {
  let at = start;
  let count = 0;
  while (at < end) {
    at = endOfPiece(bytes, at, end);
    ends[count++] = at;
  }
  return count;
}

function endOfPiece(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at]!;
  if (byte === apostrophe) {
    const contraction = endOfContraction(bytes, at, end);
    if (contraction > 0) return contraction;
  }
  const body = byte === blank && at + 1 < end ? at + 1 : at;
  const kind = asciiClasses[bytes[body]!]! || classAt(bytes, body);
  if (((classSet.letter >>> kind) & 1) === 1) return endOfRun(bytes, body, end, classSet.letter);
  if (kind === characterClass.number) return endOfRun(bytes, body, end, classSet.number);
  if (((classSet.whitespace >>> kind) & 1) === 1) return endOfPlainWhitespace(bytes, at, end);
  return endOfRun(bytes, body, end, classSet.neitherSpaceLetterNorNumber);
}

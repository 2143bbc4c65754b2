import {
  asciiClasses,
  characterClass,
  classAt,
  classSet,
  endOfRun,
  isIn,
  widthOf,
} from './character-class.ts';
import { apostrophe, endOfContractionInAnyCase } from './contraction.ts';
import type { Scanner } from './scanner.ts';
import { endOfWhitespace } from './whitespace.ts';

const blank = 0x20;

/**
 * Cuts as the pattern of GPT-4, Llama 3 and Qwen does:
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
 *
 * @param maxDigits - most digits of one piece: 3, or 1 in Qwen
 */
export function cl100kScanner(maxDigits: number): Scanner {
  return (bytes, start, end, ends) => {
    let at = start;
    let count = 0;
    while (at < end) {
      at = endOfPiece(bytes, at, end, maxDigits);
      ends[count++] = at;
    }
    return count;
  };
}

function endOfPiece(bytes: Uint8Array, at: number, end: number, maxDigits: number): number {
  const byte = bytes[at]!;
  const kind = asciiClasses[byte]! || classAt(bytes, at);
  if (((classSet.letter >>> kind) & 1) === 1) return endOfRun(bytes, at, end, classSet.letter);
  if (((classSet.wordPrefix >>> kind) & 1) === 1) {
    if (byte === apostrophe) {
      const contraction = endOfContractionInAnyCase(bytes, at, end);
      if (contraction > 0) return contraction;
    }
    const body = at + widthOf(byte);
    if (isIn(bytes, body, end, classSet.letter)) return endOfRun(bytes, body, end, classSet.letter);
    if (kind !== characterClass.space) return endOfSymbols(bytes, at, end);
    if (byte === blank && isIn(bytes, body, end, classSet.neitherSpaceLetterNorNumber))
      return endOfSymbols(bytes, body, end);
  }
  if (kind === characterClass.number) return endOfNumber(bytes, at, end, maxDigits);
  return endOfWhitespace(bytes, at, end);
}

function endOfSymbols(bytes: Uint8Array, at: number, end: number): number {
  const symbols = endOfRun(bytes, at, end, classSet.neitherSpaceLetterNorNumber);
  return endOfRun(bytes, symbols, end, classSet.newline);
}

/** End of at most `maxDigits` numbers from `at` on. */
export function endOfNumber(bytes: Uint8Array, at: number, end: number, maxDigits: number): number {
  let next = at;
  for (let digits = 0; digits < maxDigits && isIn(bytes, next, end, classSet.number); digits++) {
    next += widthOf(bytes[next]!);
  }
  return next;
}

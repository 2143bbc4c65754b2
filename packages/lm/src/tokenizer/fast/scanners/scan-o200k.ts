import { asciiAutomaton } from './ascii-automaton.ts';
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
import { endOfNumber } from './scan-cl100k.ts';
import type { Scanner } from './scanner.ts';
import { endOfWhitespace } from './whitespace.ts';

const blank = 0x20;
const slash = 0x2f;
const maxDigits = 3;

/** What any complete piece is followed by. */
const next = {
  upper: '|U',
  lower: '|L',
  digit: '|N1',
  blank: '|S',
  tab: '|T',
  newline: '|W',
  symbol: '|P1',
  apostrophe: '|P1',
  slash: '|P1',
} as const;

/**
 * Cuts as GPT-4o's pattern does: words are `[^\r\n\p{L}\p{N}]?[upper]*[lower]+` or `[^\r\n\p{L}\p{N}]?[upper]+[lower]*`
 * with a contraction behind, where letters without case and marks count as both; then `\p{N}{1,3}`,
 * ` ?[^\s\p{L}\p{N}]+[\r\n/]*`, `\s*[\r\n]+`, `\s+(?!\S)` and `\s+`.
 */
export const scanO200k: Scanner = asciiAutomaton(
  {
    start: {
      upper: 'U',
      lower: 'L',
      digit: 'N1',
      blank: 'S',
      tab: 'T',
      newline: 'W',
      symbol: 'P1',
      apostrophe: 'P1',
      slash: 'P1',
    },
    /** Upper-case letters, perhaps behind a prefix. */
    U: { ...next, upper: 'U', lower: 'L', apostrophe: '!' },
    /** Letters that end with a lower-case one. */
    L: { ...next, lower: 'L', apostrophe: '!' },
    N1: { ...next, digit: 'N2' },
    N2: { ...next, digit: 'N3' },
    N3: next,
    /** One blank. */
    S: {
      ...next,
      upper: 'U',
      lower: 'L',
      blank: 'B',
      tab: 'O',
      newline: 'W',
      symbol: 'P',
      apostrophe: 'P',
      slash: 'P',
    },
    /** One other space. */
    T: { ...next, upper: 'U', lower: 'L', blank: 'B', tab: 'O', newline: 'W' },
    /** Two spaces or more, the last a blank. */
    B: {
      upper: '<U',
      lower: '<L',
      blank: 'B',
      tab: 'O',
      newline: 'W',
      symbol: '<P',
      apostrophe: '<P',
      slash: '<P',
    },
    /** Two spaces or more, the last no blank. */
    O: { upper: '<U', lower: '<L', blank: 'B', tab: 'O', newline: 'W' },
    /** White space that ends with a line break. Where spaces follow, the piece ends unless another break comes. */
    W: { ...next, blank: '|S+', tab: '|T+', newline: 'W' },
    'S+': { like: 'S', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
    'T+': { like: 'T', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
    'B+': { like: 'B', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
    'O+': { like: 'O', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
    /** One symbol, which may be a prefix. */
    P1: { ...next, upper: 'U', lower: 'L', newline: 'M', symbol: 'P', apostrophe: 'P', slash: 'P' },
    P: { ...next, newline: 'M', symbol: 'P', apostrophe: 'P', slash: 'P' },
    /** Symbols, and line breaks or slashes behind them. */
    M: { ...next, newline: 'M', slash: 'M' },
  },
  endOfPiece,
);

function endOfPiece(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at]!;
  const kind = asciiClasses[byte]! || classAt(bytes, at);
  if (((classSet.letter >>> kind) & 1) === 1) return withContraction(bytes, endOfWord(bytes, at, end), end);
  if (((classSet.wordPrefix >>> kind) & 1) === 1) {
    const body = at + widthOf(byte);
    if (isIn(bytes, body, end, classSet.letterOrMark)) {
      const word =
        kind === characterClass.mark ? endOfMarkedWord(bytes, body, end) : endOfWord(bytes, body, end);
      return withContraction(bytes, word, end);
    }
    if (kind === characterClass.mark) return withContraction(bytes, body, end);
    if (kind !== characterClass.space) return endOfSymbols(bytes, at, end);
    if (byte === blank && isIn(bytes, body, end, classSet.neitherSpaceLetterNorNumber))
      return endOfSymbols(bytes, body, end);
  }
  if (kind === characterClass.number) return endOfNumber(bytes, at, end, maxDigits);
  return endOfWhitespace(bytes, at, end);
}

/**
 * End of `[upper]*[lower]+`, or of `[upper]+[lower]*` where that fails. When nothing lower-case follows the first
 * run, the match retreats to the last character of it that counts as lower-case too.
 */
function endOfWord(bytes: Uint8Array, at: number, end: number): number {
  const head = endOfRun(bytes, at, end, classSet.upperOrCaseless);
  if (isIn(bytes, head, end, classSet.lower)) {
    return endOfRun(bytes, head, end, classSet.lowerOrCaseless);
  }
  const retreat = endOfLastCaseless(bytes, at, head);
  return retreat > at ? retreat : head;
}

/** The same behind a mark, which is a prefix or, where only `[upper]+` would follow it, a word of its own. */
function endOfMarkedWord(bytes: Uint8Array, at: number, end: number): number {
  const head = endOfRun(bytes, at, end, classSet.upperOrCaseless);
  if (isIn(bytes, head, end, classSet.lower)) {
    return endOfRun(bytes, head, end, classSet.lowerOrCaseless);
  }
  return endOfLastCaseless(bytes, at, head);
}

/** End of the last caseless character or mark in `bytes[start, end)`, or `start` where there is none. */
function endOfLastCaseless(bytes: Uint8Array, start: number, end: number): number {
  let next = end;
  while (next > start) {
    let at = next - 1;
    while ((bytes[at]! & 0xc0) === 0x80) at--;
    if (((classSet.caselessOrMark >>> classAt(bytes, at)) & 1) === 1) return next;
    next = at;
  }
  return start;
}

function withContraction(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== apostrophe) return at;
  return endOfContractionInAnyCase(bytes, at, end) || at;
}

function endOfSymbols(bytes: Uint8Array, at: number, end: number): number {
  let next = endOfRun(bytes, at, end, classSet.neitherSpaceLetterNorNumber);
  while (next < end && (bytes[next] === slash || asciiClasses[bytes[next]!] === characterClass.newline))
    next++;
  return next;
}

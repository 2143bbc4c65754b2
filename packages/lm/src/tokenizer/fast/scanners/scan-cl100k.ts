import { asciiAutomaton, type AutomatonRules } from './ascii-automaton.ts';
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
  const rules = maxDigits === 1 ? { ...asciiRules, N1: asciiRules.N3 } : asciiRules;
  return asciiAutomaton(rules, (bytes, at, end) => endOfPiece(bytes, at, end, maxDigits));
}

/** What any complete piece is followed by. */
const next = {
  upper: '|L',
  lower: '|L',
  digit: '|N1',
  blank: '|S',
  tab: '|T',
  newline: '|W',
  symbol: '|P1',
  apostrophe: '|Q',
  slash: '|P1',
} as const;

const asciiRules = {
  start: {
    upper: 'L',
    lower: 'L',
    digit: 'N1',
    blank: 'S',
    tab: 'T',
    newline: 'W',
    symbol: 'P1',
    apostrophe: 'Q',
    slash: 'P1',
  },
  /** Letters, perhaps behind a prefix. */
  L: { ...next, upper: 'L', lower: 'L' },
  N1: { ...next, digit: 'N2' },
  N2: { ...next, digit: 'N3' },
  N3: next,
  /** One blank. */
  S: {
    ...next,
    upper: 'L',
    lower: 'L',
    blank: 'B',
    tab: 'O',
    newline: 'W',
    symbol: 'P',
    apostrophe: 'P',
    slash: 'P',
  },
  /** One other space. */
  T: { ...next, upper: 'L', lower: 'L', blank: 'B', tab: 'O', newline: 'W' },
  /** Two spaces or more, the last a blank. */
  B: {
    upper: '<L',
    lower: '<L',
    blank: 'B',
    tab: 'O',
    newline: 'W',
    symbol: '<P',
    apostrophe: '<P',
    slash: '<P',
  },
  /** Two spaces or more, the last no blank. */
  O: { upper: '<L', lower: '<L', blank: 'B', tab: 'O', newline: 'W' },
  /** White space that ends with a line break. Where spaces follow, the piece ends unless another break comes. */
  W: { ...next, blank: '|S+', tab: '|T+', newline: 'W' },
  'S+': { like: 'S', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
  'T+': { like: 'T', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
  'B+': { like: 'B', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
  'O+': { like: 'O', blank: 'B+', tab: 'O+', newline: '~W', wide: '~!' },
  /** One symbol, which may be a prefix. */
  P1: { ...next, upper: 'L', lower: 'L', newline: 'M', symbol: 'P', apostrophe: 'P', slash: 'P' },
  P: { ...next, newline: 'M', symbol: 'P', apostrophe: 'P', slash: 'P' },
  /** Symbols and line breaks. */
  M: { ...next, newline: 'M' },
  /** An apostrophe, which may begin a contraction. */
  Q: {},
} as const satisfies AutomatonRules;

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

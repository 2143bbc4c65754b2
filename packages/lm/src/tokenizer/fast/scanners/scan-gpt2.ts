import { asciiAutomaton } from './ascii-automaton.ts';
import { asciiClasses, characterClass, classAt, classSet, endOfRun } from './character-class.ts';
import { apostrophe, endOfContraction } from './contraction.ts';
import type { Scanner } from './scanner.ts';
import { endOfPlainWhitespace } from './whitespace.ts';

const blank = 0x20;

/** What any complete piece is followed by. */
const next = {
  upper: '|L',
  lower: '|L',
  digit: '|N',
  blank: '|S',
  tab: '|T',
  newline: '|T',
  symbol: '|P',
  apostrophe: '|Q',
  slash: '|P',
} as const;

/**
 * Cuts as GPT-2's pattern does:
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
 */
export const scanGpt2: Scanner = asciiAutomaton(
  {
    start: {
      upper: 'L',
      lower: 'L',
      digit: 'N',
      blank: 'S',
      tab: 'T',
      newline: 'T',
      symbol: 'P',
      apostrophe: 'Q',
      slash: 'P',
    },
    L: { ...next, upper: 'L', lower: 'L' },
    N: { ...next, digit: 'N' },
    P: { ...next, symbol: 'P', apostrophe: 'P', slash: 'P' },
    /** One blank. */
    S: {
      upper: 'L',
      lower: 'L',
      digit: 'N',
      blank: 'B',
      tab: 'O',
      newline: 'O',
      symbol: 'P',
      apostrophe: 'P',
      slash: 'P',
    },
    /** One other space. */
    T: { ...next, blank: 'B', tab: 'O', newline: 'O' },
    /** Two spaces or more, the last a blank. */
    B: {
      upper: '<L',
      lower: '<L',
      digit: '<N',
      blank: 'B',
      tab: 'O',
      newline: 'O',
      symbol: '<P',
      apostrophe: '<P',
      slash: '<P',
    },
    /** Two spaces or more, the last no blank. */
    O: { blank: 'B', tab: 'O', newline: 'O' },
    /** An apostrophe, which may begin a contraction. */
    Q: {},
  },
  endOfPiece,
);

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

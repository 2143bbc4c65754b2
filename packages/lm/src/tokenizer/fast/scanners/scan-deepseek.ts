import {
  characterClass,
  classAt,
  classSet,
  codePointAt,
  endOfRun,
  isIn,
  widthOf,
} from './character-class.ts';
import { endOfNumber } from './scan-cl100k.ts';
import { endOfWhitespace } from './whitespace.ts';

const blank = 0x20;
const maxDigits = 3;
const firstKana = 0x3040;
const lastKana = 0x30ff;
const firstHan = 0x4e00;
const lastHan = 0x9fa5;

/**
 * Cuts as the three patterns of DeepSeek-V3 do, one after the other: `\p{N}{1,3}`, then runs of Han and kana, then
 * in what lies between and in those runs
 * `[!-/:-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
 * what no pattern matches stays together.
 */
export function scanDeepseek(bytes: Uint8Array, start: number, end: number, ends: Int32Array): number {
  let at = start;
  let count = 0;
  while (at < end) {
    if (isIn(bytes, at, end, classSet.number)) {
      at = endOfNumber(bytes, at, end, maxDigits);
      ends[count++] = at;
    } else {
      const segment = endOfSegment(bytes, at, end);
      count = scanSegment(bytes, at, segment, ends, count);
      at = segment;
    }
  }
  return count;
}

/** End of the longest part from `at` on without numbers that is all Han and kana, or has none of them. */
function endOfSegment(bytes: Uint8Array, at: number, end: number): number {
  const eastAsian = isHanOrKana(bytes, at);
  let next = at;
  do next += widthOf(bytes[next]!);
  while (
    next < end &&
    isHanOrKana(bytes, next) === eastAsian &&
    classAt(bytes, next) !== characterClass.number
  );
  return next;
}

function scanSegment(bytes: Uint8Array, start: number, end: number, ends: Int32Array, first: number): number {
  let count = first;
  let at = start;
  let unmatched = false;
  while (at < end) {
    const next = endOfPiece(bytes, at, end);
    if (next === at) {
      unmatched = true;
      at += widthOf(bytes[at]!);
      continue;
    }
    if (unmatched) ends[count++] = at;
    unmatched = false;
    ends[count++] = next;
    at = next;
  }
  if (unmatched) ends[count++] = end;
  return count;
}

/** End of the match at `at`, or `at` where nothing matches. */
function endOfPiece(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at]!;
  const kind = classAt(bytes, at);
  if (((classSet.letterOrMark >>> kind) & 1) === 1) return endOfRun(bytes, at, end, classSet.letterOrMark);
  const body = at + widthOf(byte);
  if (kind === characterClass.symbol) {
    const letters = byte < 0x80 ? endOfAsciiLetters(bytes, body, end) : body;
    return letters > body ? letters : endOfSymbols(bytes, at, end);
  }
  if (kind === characterClass.newline) return endOfWhitespace(bytes, at, end);
  if (isIn(bytes, body, end, classSet.letterOrMark)) return endOfRun(bytes, body, end, classSet.letterOrMark);
  if (kind !== characterClass.space) return at;
  if (byte === blank && isIn(bytes, body, end, classSet.symbol)) return endOfSymbols(bytes, body, end);
  return endOfWhitespace(bytes, at, end);
}

function endOfSymbols(bytes: Uint8Array, at: number, end: number): number {
  return endOfRun(bytes, endOfRun(bytes, at, end, classSet.symbol), end, classSet.newline);
}

function endOfAsciiLetters(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && isAsciiLetter(bytes[next]!)) next++;
  return next;
}

function isAsciiLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a && byte < 0x80;
}

function isHanOrKana(bytes: Uint8Array, at: number): boolean {
  const lead = bytes[at]!;
  if (lead < 0xe3 || lead > 0xe9) return false;
  const codePoint = codePointAt(bytes, at);
  return (codePoint >= firstKana && codePoint <= lastKana) || (codePoint >= firstHan && codePoint <= lastHan);
}

import type { TextCutter } from './text-cutter.ts';
import { chunkUnits } from './text-chunks.ts';

const firstTwoByteUnit = 0x80;
const firstThreeByteUnit = 0x800;

/**
 * Cuts with a regular expression (flags `g` and `u` or `v`): its matches and what lies between them are the pieces.
 * For patterns that no scanner knows.
 */
export function patternCutter(pattern: RegExp): TextCutter {
  /** Ends of the chunk's pieces in UTF-16 units of the whole text. */
  const units: number[] = [];
  let current = { text: '', start: 0 };

  return {
    endOfChunk(text, start) {
      current = { text, start };
      units.length = 0;
      pattern.lastIndex = start;
      let last = start;
      const addEnd = (end: number): void => {
        if (end > last) units.push(end);
        last = end;
      };
      for (;;) {
        if (last - start >= chunkUnits) return last;
        const match = pattern.exec(text);
        if (match !== null && isInsidePair(text, match.index)) {
          pattern.lastIndex = match.index + 1;
          continue;
        }
        addEnd(match === null ? text.length : match.index);
        if (match === null) return last;
        addEnd(pattern.lastIndex);
        // An empty match would be found again at its own end.
        if (match[0] === '') pattern.lastIndex += isSurrogatePair(text, pattern.lastIndex) ? 2 : 1;
      }
    },
    cut(_, __, ends) {
      const { text, start } = current;
      let at = start;
      let bytes = 0;
      for (const [piece, end] of units.entries()) {
        for (; at < end; at++) bytes += byteLengthOfUnit(text.charCodeAt(at));
        ends[piece] = bytes;
      }
      return units.length;
    },
  };
}

/** Bytes that a unit of well-formed text adds; each half of a surrogate pair counts for two. */
function byteLengthOfUnit(unit: number): number {
  if (unit < firstTwoByteUnit) return 1;
  if (unit < firstThreeByteUnit) return 2;
  return (unit & 0xf800) === 0xd800 ? 2 : 3;
}

/** Engines find lookarounds between the halves of a surrogate pair. */
function isInsidePair(text: string, at: number): boolean {
  return at > 0 && isSurrogatePair(text, at - 1);
}

function isSurrogatePair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

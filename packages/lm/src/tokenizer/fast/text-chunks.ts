/** Texts are worked on this many UTF-16 units at a time, where they can be cut. */
export const chunkUnits: number = 1 << 16;

/**
 * End of a chunk of `text` that begins at `start`: a place where every known pattern cuts, so that the pieces of
 * the chunks are the pieces of the whole. A text without such places is one chunk.
 */
export function endOfChunk(text: string, start: number): number {
  const limit = start + chunkUnits;
  if (limit >= text.length) return text.length;
  for (let at = limit; at > start + 1; at--) if (isPlace(text, at)) return at;
  for (let at = limit + 1; at < text.length; at++) if (isPlace(text, at)) return at;
  return text.length;
}

/**
 * Whether a letter or digit is before `at`, and behind it what every known pattern begins a new piece at after a letter
 * or digit, whatever follows.
 */
function isPlace(text: string, at: number): boolean {
  return isBeginning(text.charCodeAt(at)) && isLetterOrDigit(text.charCodeAt(at - 1));
}

/** One of `\n`, space, and `,.、。，`. */
function isBeginning(unit: number): boolean {
  if (unit > 0x2e && unit < 0x3001) return false;
  if (unit < 0x80) return unit === 0x0a || unit === 0x20 || unit === 0x2c || unit === 0x2e;
  return unit === 0x3001 || unit === 0x3002 || unit === 0xff0c;
}

/** ASCII, hiragana, katakana, Chinese characters and hangul. */
function isLetterOrDigit(unit: number): boolean {
  if (unit < 0x80) {
    const lower = unit | 0x20;
    return (lower >= 0x61 && lower <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
  }
  return (
    (unit >= 0x3041 && unit <= 0x3096) ||
    (unit >= 0x30a1 && unit <= 0x30fa) ||
    (unit >= 0x4e00 && unit <= 0x9fa5) ||
    (unit >= 0xac00 && unit <= 0xd7a3)
  );
}

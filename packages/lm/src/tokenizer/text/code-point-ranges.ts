/** A set of code points in order, or a map from them to small numbers. */
export interface CodePointRanges {
  readonly firsts: Uint32Array;
  readonly lasts: Uint32Array;
  /** What the code points of each range map to; 1 where they are only a set. */
  readonly values: Uint8Array;
}

/**
 * Reads the tables of `frozen-unicode.ts`: words `gap.length:value` in base 36, where gap counts the code points
 * since the range before, length is one less than the range's, and value is 1 if left out.
 * In `'1d.9 h.9'`, the first range is that of `1` to `:`, and the second begins 17 code points behind it.
 */
export function decodeRanges(encoded: string): CodePointRanges {
  const words = encoded.split(' ');
  const firsts = new Uint32Array(words.length);
  const lasts = new Uint32Array(words.length);
  const values = new Uint8Array(words.length);
  let next = 0;
  for (const [index, word] of words.entries()) {
    const [range = '', value = '1'] = word.split(':');
    const [gap = '0', extra = '0'] = range.split('.');
    firsts[index] = next + Number.parseInt(gap, 36);
    lasts[index] = firsts[index]! + Number.parseInt(extra, 36);
    values[index] = Number.parseInt(value, 36);
    next = lasts[index]! + 1;
  }
  return { firsts, lasts, values };
}

/** What a code point maps to; 0 outside the ranges. */
export function valueAt({ firsts, lasts, values }: CodePointRanges, codePoint: number): number {
  let low = 0;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lasts[middle]! < codePoint) low = middle + 1;
    else high = middle;
  }
  return low < firsts.length && firsts[low]! <= codePoint ? values[low]! : 0;
}

/** The ranges as the inside of a regular expression's class, for flags u and v. */
export function toClassSource({ firsts, lasts }: CodePointRanges): string {
  let source = '';
  for (const [index, first] of firsts.entries()) {
    const last = lasts[index]!;
    source += `\\u{${first.toString(16)}}`;
    if (last > first) source += `-\\u{${last.toString(16)}}`;
  }
  return source;
}

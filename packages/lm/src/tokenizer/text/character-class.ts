import { decodeRanges, valueAt } from './code-point-ranges.ts';
import { combiningMarks, controls, nonspacingMarks, punctuation, scripts } from './frozen-unicode.ts';

/** Whether a character, given by its code point, belongs to a class. */
export type CharacterClass = (codePoint: number) => boolean;

/** Unicode's White_Space, U+0085 among it and U+FEFF not. */
export const isWhiteSpace: CharacterClass = (codePoint) =>
  codePoint === 0x20 ||
  (codePoint >= 0x09 && codePoint <= 0x0d) ||
  codePoint === 0x85 ||
  codePoint === 0xa0 ||
  codePoint === 0x1680 ||
  (codePoint >= 0x2000 && codePoint <= 0x200a) ||
  codePoint === 0x2028 ||
  codePoint === 0x2029 ||
  codePoint === 0x202f ||
  codePoint === 0x205f ||
  codePoint === 0x3000;

/** Unicode's categories Nd, Nl and No, as the engine knows them. */
export const isNumeric: CharacterClass = memoized((codePoint) =>
  /\p{N}/u.test(String.fromCodePoint(codePoint)),
);

/** Category P of Unicode 8 and every printable ASCII symbol: what BERT splits at. */
export const isPunctuation: CharacterClass = inTable(punctuation);

/** Categories Mn, Mc and Me of Unicode 9. */
export const isCombiningMark: CharacterClass = inTable(combiningMarks);

/** Category Mn of Unicode 8: what BERT strips as an accent. */
export const isNonspacingMark: CharacterClass = inTable(nonspacingMarks);

/** What BERT's cleaning removes: U+FFFD and categories Cc, Cf and Co of Unicode 8, but no tab and no line end. */
export const isControl: CharacterClass = inTable(controls);

/** The blocks of Chinese characters that BERT puts spaces around. */
export const isChinese: CharacterClass = (codePoint) =>
  codePoint >= 0x3400 &&
  ((codePoint >= 0x4e00 && codePoint <= 0x9fff) ||
    codePoint <= 0x4dbf ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0x20000 && codePoint <= 0x2a6df) ||
    (codePoint >= 0x2a700 && codePoint <= 0x2b81f) ||
    (codePoint >= 0x2b920 && codePoint <= 0x2ceaf) ||
    (codePoint >= 0x2f800 && codePoint <= 0x2fa1f));

const scriptRanges = lazily(() => decodeRanges(scripts));

/**
 * Number of a character's script in sentencepiece's table, where kana count as Han; 0 for a space and what the
 * table does not list.
 */
export function scriptOf(codePoint: number): number {
  return valueAt(scriptRanges(), codePoint);
}

function inTable(encoded: string): CharacterClass {
  const ranges = lazily(() => decodeRanges(encoded));
  return memoized((codePoint) => valueAt(ranges(), codePoint) !== 0);
}

/** Remembers the answers for the basic plane in 64 KiB, made on the first question. */
function memoized(test: CharacterClass): CharacterClass {
  const answers = lazily(() => new Uint8Array(0x10000));
  return (codePoint) => {
    if (codePoint > 0xffff) return test(codePoint);
    const known = answers()[codePoint]!;
    if (known !== 0) return known === 2;
    const answer = test(codePoint);
    answers()[codePoint] = answer ? 2 : 1;
    return answer;
  };
}

function lazily<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}

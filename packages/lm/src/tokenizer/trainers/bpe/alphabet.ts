import type { WordCounts } from '../words/word-counts.ts';

/** Options of {@link alphabetOf}. */
export interface AlphabetOptions {
  /** Characters to have although no text has them; only the first character of each string counts. */
  readonly initialAlphabet?: Iterable<string>;
  /** Keep this many characters, the most frequent. */
  readonly limitAlphabet?: number | undefined;
}

/**
 * The characters that merges start from, as code points in ascending order. Where the limit falls between characters
 * of equal frequency, those with smaller code points stay.
 */
export function alphabetOf(
  words: WordCounts,
  { initialAlphabet = [], limitAlphabet = Number.POSITIVE_INFINITY }: AlphabetOptions,
): readonly number[] {
  const counts = new Map<number, number>();
  for (const [word, count] of words) {
    for (let i = 0; i < word.length; i++) {
      const character = word.codePointAt(i) as number;
      if (character > 0xffff) i++;
      counts.set(character, (counts.get(character) ?? 0) + count);
    }
  }
  for (const character of initialAlphabet) {
    const first = character.codePointAt(0);
    if (first !== undefined) counts.set(first, Number.POSITIVE_INFINITY);
  }
  // A difference of counts would be NaN between two infinite ones.
  const byFrequency = (
    [a, countA]: readonly [number, number],
    [b, countB]: readonly [number, number],
  ): number => (countA === countB ? a - b : countA < countB ? 1 : -1);
  const kept =
    counts.size > limitAlphabet ? [...counts].sort(byFrequency).slice(0, limitAlphabet) : [...counts];
  return kept.map(([character]) => character).sort((a, b) => a - b);
}

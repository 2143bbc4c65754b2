import type { WordCounts } from '../words/word-counts.ts';

/** All words as code points, one after another, each followed by a gap. */
export interface FlatWords {
  /** A code point, or 0 between words. */
  readonly characters: Int32Array;
  /** First place of each word, and the end. */
  readonly starts: Int32Array;
  readonly counts: Float64Array;
  /** Characters of the longest word. */
  readonly longest: number;
}

/** Lays words out in a fixed order, so that sums do not depend on that of the texts; empty words are left out. */
export function flatWords(words: WordCounts): FlatWords {
  let length = 0;
  for (const word of words.keys()) length += word.length + 1;
  const characters = new Int32Array(length);
  const starts = new Int32Array(words.size + 1);
  const counts = new Float64Array(words.size);
  let end = 0;
  let size = 0;
  let longest = 0;
  for (const word of [...words.keys()].sort()) {
    if (word === '') continue;
    starts[size] = end;
    counts[size++] = words.get(word)!;
    for (let i = 0; i < word.length; i++) {
      const character = word.codePointAt(i)!;
      if (character > 0xffff) i++;
      characters[end++] = character;
    }
    longest = Math.max(longest, end - starts[size - 1]!);
    end++;
  }
  starts[size] = end;
  return {
    characters: characters.subarray(0, end),
    starts: starts.subarray(0, size + 1),
    counts: counts.subarray(0, size),
    longest,
  };
}

import { AlignedText } from '../../pipeline/aligned-text.ts';
import type { Normalizer, PreTokenizer } from '../../pipeline/stage.ts';
import { byteLevelCounter } from './byte-level-counter.ts';
import type { WordCounts } from './word-counts.ts';

/** Counts words text by text; what it holds grows with the number of different words, not with the texts. */
export interface WordCounter {
  add(text: string): void;
  /** What has been counted; nothing may be added afterwards. */
  finish(): WordCounts;
}

/** A stage that can be saved. */
export type Saved<Stage> = Stage & { toJSON(): object };

/** A counter of what two stages make of texts. */
export function wordCounter(
  normalizer: Saved<Normalizer> | undefined,
  preTokenizer: Saved<PreTokenizer> | undefined,
): WordCounter {
  const fast = normalizer === undefined ? byteLevelCounter(preTokenizer?.toJSON()) : undefined;
  return fast ?? stageCounter(normalizer, preTokenizer);
}

function stageCounter(normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined): WordCounter {
  const counts = new Map<string, number>();
  return {
    add(text) {
      const original = AlignedText.of(text);
      const normalized = normalizer === undefined ? original : normalizer.normalize(original);
      const pieces = preTokenizer === undefined ? [normalized] : preTokenizer.split(normalized);
      for (const { text: word } of pieces) if (word !== '') countWord(counts, word);
    },
    finish: () => counts,
  };
}

/** Adds one occurrence of a word. */
export function countWord(counts: Map<string, number>, word: string): void {
  const count = counts.get(word);
  if (count !== undefined) counts.set(word, count + 1);
  else counts.set(detached(word), 1);
}

/** Slices from here on keep the string alive that they were cut from; shorter ones are copies. */
const sliceLength = 13;

/** The same string, without the text that it was cut from. */
function detached(word: string): string {
  return word.length < sliceLength ? word : ` ${word}`.slice(1);
}

import { AlignedText } from '../../pipeline/aligned-text.ts';
import { countWord } from './count-word.ts';
import type { WordCounter, WordStages } from './word-counter.ts';

/** Counts with the stages as they are. */
export function stageCounter({ normalizer, preTokenizer }: WordStages): WordCounter {
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

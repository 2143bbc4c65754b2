import { AlignedText } from '../../pipeline/aligned-text.ts';
import { countWord } from './count-word.ts';
import type { WordCounter, WordStages } from './word-counter.ts';

/** Counts with the stages as they are. */
export function stageCounter(stages: WordStages): WordCounter {
  const counts = new Map<string, number>();
  return {
    add(text) {
      for (const word of piecesOf(text, stages)) countWord(counts, word);
    },
    finish: () => counts,
  };
}

/** What the stages make of a text; no piece is empty. */
export function* piecesOf(text: string, { normalizer, preTokenizer }: WordStages): Generator<string> {
  const original = AlignedText.of(text);
  const normalized = normalizer === undefined ? original : normalizer.normalize(original);
  const pieces = preTokenizer === undefined ? [normalized] : preTokenizer.split(normalized);
  for (const { text: piece } of pieces) if (piece !== '') yield piece;
}

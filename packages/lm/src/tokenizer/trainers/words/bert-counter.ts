import { wordPieceWords } from '../../fast/wordpiece-words.ts';
import { countWord } from './count-word.ts';
import { piecesOf } from './stage-counter.ts';
import type { WordCounter, WordStages } from './word-counter.ts';

/**
 * A counter for texts that are cut as BERT does, which sends each different word through the stages once; `undefined`
 * where the stages do something else.
 */
export function bertCounter(stages: WordStages): WordCounter | undefined {
  const { normalizer, preTokenizer } = stages;
  if (typeOf(preTokenizer) !== 'BertPreTokenizer') return undefined;
  if (normalizer !== undefined && typeOf(normalizer) !== 'BertNormalizer') return undefined;
  const words = new Map<string, number>();
  return {
    add(text) {
      const whole = text.toWellFormed();
      for (let start = wordPieceWords.skip(whole, 0); start < whole.length;) {
        const end = wordPieceWords.end(whole, start);
        countWord(words, whole.slice(start, end));
        start = wordPieceWords.skip(whole, end);
      }
    },
    finish() {
      const counts = new Map<string, number>();
      for (const [word, count] of words) {
        for (const piece of piecesOf(word, stages)) counts.set(piece, (counts.get(piece) ?? 0) + count);
      }
      return counts;
    },
  };
}

function typeOf(stage: object | undefined): string | undefined {
  return stage !== undefined && 'json' in stage ? (stage.json as { type?: string }).type : undefined;
}

import { bertCounter } from './bert-counter.ts';
import { byteLevelCounter, byteSpellingCounter } from './byte-level-counter.ts';
import { stageCounter } from './stage-counter.ts';
import type { WordCounter, WordStages } from './word-counter.ts';

/** A counter of what the stages make of texts. */
export function chooseCounter(stages: WordStages): WordCounter {
  return (
    byteLevelCounter(stages) ?? byteSpellingCounter(stages) ?? bertCounter(stages) ?? stageCounter(stages)
  );
}

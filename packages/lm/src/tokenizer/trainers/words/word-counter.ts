import type { Normalizer, PreTokenizer } from '../../pipeline/stage.ts';
import type { WordCounts } from './word-counts.ts';

/** Counts words text by text; what it holds grows with the number of different words, not with the texts. */
export interface WordCounter {
  add(text: string): void;
  /** What has been counted; nothing may be added afterwards. */
  finish(): WordCounts;
}

/** The stages before the model. */
export interface WordStages {
  readonly normalizer?: Normalizer | undefined;
  readonly preTokenizer?: PreTokenizer | undefined;
}

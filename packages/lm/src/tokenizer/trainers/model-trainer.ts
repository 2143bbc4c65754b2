import type { ProgressEvent } from '@fm/core';
import type { TokenizerModel } from '../pipeline/stage.ts';
import type { WordCounts } from './words/word-counts.ts';

/** Learns a model from counted words. */
export interface ModelTrainer<M extends TrainedModel = TrainedModel> {
  /**
   * Learns, and reports from time to time; whoever iterates may stop in between.
   *
   * @param words - pieces of the training texts, as the pre-tokenizer cut them, and how often each occurred
   * @param specialTokens - what the vocabulary begins with
   * @throws {ArgumentError} when the options contradict the words
   */
  train(words: WordCounts, specialTokens: readonly string[]): Generator<ProgressEvent, M>;
}

/** A model that can be saved in a `tokenizer.json`. */
export interface TrainedModel extends TokenizerModel {
  /** Its entry in `tokenizer.json`. */
  toJSON(): object;
}

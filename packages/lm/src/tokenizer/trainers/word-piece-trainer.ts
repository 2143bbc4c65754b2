import type { ProgressEvent } from '@fm/core';
import { type WordPiece, wordPiece } from '../models/wordpiece/word-piece.ts';
import { checkMergeOptions, type MergeTrainerOptions, trainMerges } from './bpe/bpe-trainer.ts';
import type { ModelTrainer } from './model-trainer.ts';
import type { WordCounts } from './words/word-counts.ts';

/** Options of {@link wordPieceTrainer}. */
export interface WordPieceTrainerOptions extends MergeTrainerOptions {
  /** Token of every word that cannot be put together from tokens. @default '[UNK]' */
  readonly unknownToken?: string;
  /** Longer words, in code points, become the unknown token at once. @default 100 */
  readonly maxInputCharsPerWord?: number;
}

/**
 * Learns the vocabulary of a WordPiece model: that of byte-pair merges inside words, as Hugging Face's tokenizers does.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Schuster and Nakajima, "Japanese and Korean voice search", 2012, for the model
 * @example
 * ```ts
 * import { trainTokenizer, whitespaceSplit, wordPieceTrainer } from '@fm/lm/tokenizer';
 *
 * const model = wordPieceTrainer({ vocabularySize: 16 });
 * const recipe = { model, preTokenizer: whitespaceSplit(), specialTokens: ['[UNK]'] };
 * const tokenizer = await trainTokenizer(['low lower lowest'], recipe).result;
 * tokenizer.encode('lowest').tokens; // => ['low', '##e', '##s', '##t']
 * ```
 */
export function wordPieceTrainer({
  unknownToken = '[UNK]',
  maxInputCharsPerWord = 100,
  continuingSubwordPrefix = '##',
  ...options
}: WordPieceTrainerOptions = {}): ModelTrainer<WordPiece> {
  checkMergeOptions(options);
  return Object.freeze({
    *train(words: WordCounts, specialTokens: readonly string[]): Generator<ProgressEvent, WordPiece> {
      const { entries } = yield* trainMerges(words, specialTokens, { continuingSubwordPrefix, ...options });
      return wordPiece(entries, { unknownToken, maxInputCharsPerWord, continuingSubwordPrefix });
    },
  });
}

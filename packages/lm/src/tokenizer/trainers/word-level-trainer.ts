import type { ProgressEvent } from '@fm/core';
import { type WordLevel, wordLevel } from '../models/word-level/word-level.ts';
import { compareCodePoints } from './compare-code-points.ts';
import type { ModelTrainer } from './model-trainer.ts';
import { requireInteger } from './require-integer.ts';
import type { WordCounts } from './words/word-counts.ts';

/** Options of {@link wordLevelTrainer}. */
export interface WordLevelTrainerOptions {
  /** Tokens in all, special ones included. @default 30000 */
  readonly vocabularySize?: number;
  /** A word must occur this often to get a token. @default 0 */
  readonly minimumFrequency?: number;
  /** Token of every word outside the vocabulary. @default '<unk>' */
  readonly unknownToken?: string;
}

/**
 * Gives a token to each of the most frequent words, in the order of their frequency; equally frequent words are in the
 * order of their code points.
 *
 * @throws {ArgumentError} when an option is out of range
 * @example
 * ```ts
 * import { trainTokenizer, whitespaceSplit, wordLevelTrainer } from '@fm/lm/tokenizer';
 *
 * const model = wordLevelTrainer({ minimumFrequency: 2 });
 * const recipe = { model, preTokenizer: whitespaceSplit(), specialTokens: ['<unk>'] };
 * const tokenizer = await trainTokenizer(['to be or not to be'], recipe).result;
 * tokenizer.encode('to be or').ids; // => Uint32Array [2, 1, 0]
 * ```
 */
export function wordLevelTrainer({
  vocabularySize = 30_000,
  minimumFrequency = 0,
  unknownToken = '<unk>',
}: WordLevelTrainerOptions = {}): ModelTrainer<WordLevel> {
  requireInteger('vocabularySize', vocabularySize, 1);
  requireInteger('minimumFrequency', minimumFrequency, 0);
  return Object.freeze({
    *train(words: WordCounts, specialTokens: readonly string[]): Generator<ProgressEvent, WordLevel> {
      const entries = new Map<string, number>();
      const progress = (completed: number): ProgressEvent => ({
        type: 'progress',
        task: 'choose words',
        completed,
        total: words.size,
        unit: 'words',
      });
      yield progress(0);
      const frequent = [...words].filter(([, count]) => count >= minimumFrequency);
      frequent.sort(([a, countA], [b, countB]) => countB - countA || compareCodePoints(a, b));
      for (const token of [...specialTokens, ...frequent.map(([word]) => word)]) {
        if (entries.size >= vocabularySize) break;
        if (!entries.has(token)) entries.set(token, entries.size);
      }
      yield progress(words.size);
      return wordLevel(entries, { unknownToken });
    },
  });
}

import { ArgumentError } from '@fm/core';
import type { Example } from '../task/example.ts';
import { defineSelector, highest, written } from './define-selector.ts';
import type { Selector, SelectorOptions } from './selector.ts';

/** Options of {@link selectByNgramOverlap}. */
export interface NgramOverlapOptions<Input> extends SelectorOptions<Input> {
  /** Longest run of words that is compared. @default 2 */
  readonly longest?: number;
  /** Cuts a text into words. @default runs of letters and digits, in lower case */
  readonly words?: (text: string) => readonly string[];
}

/**
 * The examples that share most words, and runs of words, with the question: needs no model. The score is the mean over
 * `n = 1 … longest` of the Dice coefficient `2 |A ∩ B| / (|A| + |B|)` of the n-grams, counted with repetitions, in
 * [0, 1].
 *
 * @throws {ArgumentError} when `longest` is no positive integer
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @see Dice 1945, "Measures of the amount of ecologic association between species"
 * @example
 * ```ts
 * import { selectByNgramOverlap } from '@fm/prompt';
 *
 * const pool = ['capital of France', 'boil an egg'].map((input) => ({ input, output: '' }));
 * const { reasons } = await selectByNgramOverlap(pool, { longest: 1 }).select('the capital of Peru', 1);
 * reasons; // => [{ index: 0, score: 4 / 7, reason: 'overlap 0.5714' }]
 * ```
 */
export function selectByNgramOverlap<Input, Output>(
  pool: readonly Example<Input, Output>[],
  { longest = 2, words = lowerCaseWords, ...options }: NgramOverlapOptions<Input> = {},
): Selector<Input, Output> {
  if (!Number.isInteger(longest) || longest < 1) {
    throw new ArgumentError('selectByNgramOverlap: longest is a number of words', {
      expected: 'an integer from 1 on',
      received: `${longest}`,
    });
  }
  return defineSelector({
    name: 'n-gram overlap',
    pool,
    options,
    choose(candidates) {
      const asked = words(candidates.question);
      return highest(
        candidates,
        (index) => overlap(asked, words(candidates.texts[index] as string), longest),
        (score) => `overlap ${written(score)}`,
      );
    },
  });
}

function overlap(a: readonly string[], b: readonly string[], longest: number): number {
  let sum = 0;
  for (let n = 1; n <= longest; n++) sum += dice(ngrams(a, n), ngrams(b, n));
  return sum / longest;
}

function dice(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 0;
  const left = new Map<string, number>();
  for (const gram of a) left.set(gram, (left.get(gram) ?? 0) + 1);
  let shared = 0;
  for (const gram of b) {
    const count = left.get(gram) ?? 0;
    if (count === 0) continue;
    left.set(gram, count - 1);
    shared++;
  }
  return (2 * shared) / (a.length + b.length);
}

function ngrams(words: readonly string[], n: number): readonly string[] {
  return Array.from({ length: Math.max(0, words.length - n + 1) }, (_, i) =>
    JSON.stringify(words.slice(i, i + n)),
  );
}

function lowerCaseWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

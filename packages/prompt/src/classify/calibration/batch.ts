import { ArgumentError } from '@fm/core';
import { logMeanProbabilities, logSoftmax } from '../label-scores.ts';
import type { Calibration } from './calibration.ts';

/** Options of {@link batch}. */
export interface BatchOptions {
  /** γ: 1 removes the whole estimate of the bias, 0 none of it. @default 1 */
  readonly strength?: number;
}

/**
 * Batch calibration: divides by the mean probabilities of the inputs that are classified together,
 * `log q = log p − γ log (1/M Σ p)`. It needs no labels, but inputs whose labels are about balanced; more inputs are better.
 *
 * @throws {ArgumentError} from `classify`, when there are fewer than two inputs
 * @see Zhou et al. 2023, Batch Calibration, equations 2 and 3, https://arxiv.org/abs/2309.17249
 * @example
 * ```ts
 * import type { LanguageModel } from '@fm/core';
 * import { batch, classify, task } from '@fm/prompt';
 *
 * // Prefers "good" by 3 nats, and "bad" by 1 for each letter b.
 * const model: Pick<LanguageModel, 'scoreContinuations'> = {
 *   scoreContinuations: async (prefix, words) =>
 *     words.map((continuation) => ({
 *       continuation,
 *       logProb: continuation === ' bad' ? prefix.split('b').length - 1 : 3,
 *       tokens: Uint32Array.of(0),
 *       logProbs: Float64Array.of(0),
 *       isGreedy: false,
 *     })),
 * };
 * const review = task({ name: 'review', outputPrefix: 'It is', labels: ['good', 'bad'] });
 * const inputs = ['a burnt bun', 'a fine cake'];
 * const found = await classify({ model, task: review, inputs, calibration: batch() });
 * found.map(({ label }) => label); // => ['bad', 'good']
 * ```
 */
export function batch({ strength = 1 }: BatchOptions = {}): Calibration<unknown> {
  return {
    name: 'batch',
    async fit({ scores: all }) {
      if (all.length < 2) {
        throw new ArgumentError('Batch calibration needs a batch', {
          expected: 'at least 2 inputs, and rather 10 or more',
          received: `${all.length}`,
          hint: 'Classify inputs together, or calibrate by content-free inputs.',
        });
      }
      const prior = logMeanProbabilities(all);
      return (scores) =>
        logSoftmax(scores).map((score, label) => score - strength * (prior[label] as number));
    },
  };
}

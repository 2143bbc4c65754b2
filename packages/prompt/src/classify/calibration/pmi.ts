import type { Calibration } from './calibration.ts';

/**
 * Domain-conditional pointwise mutual information: how much more probable a label is after the prompt than after a text
 * that only names the domain, `log P(y | x) − log P(y | domain)`. Words that are frequent anyway lose their advantage.
 *
 * @param domain - what comes right before an answer, for example the last words of the prompt: `Sentiment:`
 * @throws {ArgumentError} from `classify`, when it scores by `'channel'`, which has no domain
 * @see Holtzman et al. 2021, Surface Form Competition, equation 2, https://arxiv.org/abs/2104.08315
 * @example
 * ```ts
 * import type { LanguageModel } from '@fm/core';
 * import { classify, pmi, task } from '@fm/prompt';
 *
 * // Finds "good" 3 nats more frequent than "bad", and 2 nats less so after "dull".
 * const model: Pick<LanguageModel, 'scoreContinuations'> = {
 *   scoreContinuations: async (prefix, words) =>
 *     words.map((continuation) => ({
 *       continuation,
 *       logProb: continuation === ' bad' ? -4 : prefix.includes('dull') ? -3 : -1,
 *       tokens: Uint32Array.of(0),
 *       logProbs: Float64Array.of(0),
 *       isGreedy: false,
 *     })),
 * };
 * const review = task({ name: 'review', outputPrefix: 'It is', labels: ['good', 'bad'] });
 * const [found] = await classify({ model, task: review, inputs: ['how dull'], calibration: pmi('It is') });
 * found?.label; // => 'bad'
 * ```
 */
export function pmi(domain: string): Calibration<unknown> {
  return {
    name: 'pmi',
    async fit({ scorePrefix }) {
      const prior = await scorePrefix(domain);
      return (scores) => scores.map((score, label) => score - (prior[label] as number));
    },
  };
}

import { logMeanProbabilities, logSoftmax } from '../label-scores.ts';
import type { Calibration } from './calibration.ts';

/** Inputs without content, as in the paper. */
const paperInputs: readonly string[] = ['N/A', '', '[MASK]'];

/**
 * Contextual calibration: divides by the probabilities of labels for inputs without content, so that these become
 * uniform. `q ∝ W p` with `W = diag(p_cf)⁻¹`, `p_cf` being the mean over the content-free inputs, and `b = 0`. The paper takes
 * a softmax of `W p`; dividing by the sum chooses the same label, and undoes exactly a bias that multiplies.
 *
 * @param contentFree - default: 'N/A', '' and '[MASK]', for inputs that are texts
 * @see Zhao et al. 2021, Calibrate Before Use, section 5, https://arxiv.org/abs/2102.09690
 * @example
 * ```ts
 * import type { LanguageModel } from '@fm/core';
 * import { classify, contextual, task } from '@fm/prompt';
 *
 * // Prefers "good" by 3 nats, and "bad" by 2 for each letter b.
 * const model: Pick<LanguageModel, 'scoreContinuations'> = {
 *   scoreContinuations: async (prefix, words) =>
 *     words.map((continuation) => ({
 *       continuation,
 *       logProb: continuation === ' bad' ? 2 * prefix.split('b').length - 2 : 3,
 *       tokens: Uint32Array.of(0),
 *       logProbs: Float64Array.of(0),
 *       isGreedy: false,
 *     })),
 * };
 * const review = task({ name: 'review', outputPrefix: 'It is', labels: ['good', 'bad'] });
 * const inputs = ['a bun', 'a fine cake'];
 * const plain = await classify({ model, task: review, inputs });
 * plain.map(({ label }) => label); // => ['good', 'good']
 * const calibrated = await classify({ model, task: review, inputs, calibration: contextual() });
 * calibrated.map(({ label }) => label); // => ['bad', 'good']
 * ```
 */
export function contextual<Input = string>(
  contentFree: readonly Input[] = paperInputs as readonly never[],
): Calibration<Input> {
  return {
    name: 'contextual',
    async fit({ scoreInputs }) {
      const prior = logMeanProbabilities(await scoreInputs(contentFree));
      return (scores) => logSoftmax(scores).map((score, label) => score - (prior[label] as number));
    },
  };
}

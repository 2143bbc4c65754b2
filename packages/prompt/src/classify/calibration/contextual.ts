import { logMeanProbabilities, logSoftmax } from '../label-scores.ts';
import type { Calibration } from './calibration.ts';

/** Inputs without content, as in the paper. */
const paperInputs: readonly string[] = ['N/A', '', '[MASK]'];

/**
 * Contextual calibration: divides by the probabilities of labels for inputs without content, so that these become
 * uniform. `q ∝ W p` with `W = diag(p_cf)⁻¹`, `p_cf` being the mean over the content-free inputs, and `b = 0`. The paper takes
 * a softmax of `W p`; dividing by the sum chooses the same label, and undoes exactly a bias that multiplies.
 *
 * @param contentFree - @default 'N/A', '' and '[MASK]', for inputs that are texts
 * @see Zhao et al. 2021, Calibrate Before Use, section 5, https://arxiv.org/abs/2102.09690
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

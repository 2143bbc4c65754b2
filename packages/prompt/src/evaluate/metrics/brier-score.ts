import type { Metric } from '@fm/core';
import { meanMetric, type Observation } from '../observation.ts';
import type { LabelPrediction } from './accuracy.ts';

/**
 * Mean squared distance between the probabilities and the truth, `Σ_k (p_k − [k is right])²`, in [0, 2].
 *
 * @see https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2
 * @example
 * ```ts
 * import { brierScore, evaluate } from '@fm/prompt';
 *
 * const dataset = [{ input: 'Lovely.', output: 'good' }];
 * const program = () => ({ probabilities: { good: 0.8, bad: 0.2 } });
 * const { report } = await evaluate({ dataset, program, metrics: [brierScore()] }).result;
 * report.metrics[0]?.value; // => 0.08
 * ```
 */
export function brierScore(): Metric<Observation<unknown, string, Pick<LabelPrediction, 'probabilities'>>> {
  return meanMetric('Brier score', 'minimize', ({ output: { probabilities }, expected }) => {
    const labels = new Set([...Object.keys(probabilities), expected]);
    let sum = 0;
    for (const label of labels) sum += ((probabilities[label] ?? 0) - (label === expected ? 1 : 0)) ** 2;
    return sum;
  });
}

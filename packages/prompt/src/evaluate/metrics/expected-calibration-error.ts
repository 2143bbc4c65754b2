import { ArgumentError, type Metric } from '@fm/core';
import type { Observation } from '../observation.ts';
import type { LabelPrediction } from './accuracy.ts';

/**
 * How far confidence is from accuracy: `Σ_b n_b/n · |accuracy_b − confidence_b|` over bins of equal width, each open at
 * its lower end. Confidence is the probability of the predicted label. There are 10 bins unless given.
 *
 * @throws {ArgumentError} when `bins` is no positive integer
 * @see https://arxiv.org/abs/1706.04599 equation 3
 * @example
 * ```ts
 * import { evaluate, expectedCalibrationError } from '@fm/prompt';
 *
 * const dataset = [
 *   { input: 'Lovely.', output: 'good' },
 *   { input: 'Dull.', output: 'bad' },
 * ];
 * // Right in half of the cases, and sure by 0.8.
 * const program = () => ({ label: 'good', probabilities: { good: 0.8, bad: 0.2 } });
 * const { report } = await evaluate({ dataset, program, metrics: [expectedCalibrationError()] }).result;
 * report.metrics[0]?.value; // => 0.3
 * ```
 */
export function expectedCalibrationError({ bins = 10 }: { readonly bins?: number } = {}): Metric<
  Observation<unknown, string, LabelPrediction>
> {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ArgumentError('expectedCalibrationError: this is no number of bins', {
      expected: 'an integer ≥ 1',
      received: `${bins}`,
    });
  }
  return {
    name: 'expected calibration error',
    goal: 'minimize',
    start() {
      // Accuracy minus confidence, summed in each bin: the counts cancel.
      const gaps = new Float64Array(bins);
      let count = 0;
      return {
        add({ output: { label, probabilities }, expected }) {
          const confidence = probabilities[label] ?? 0;
          const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
          gaps[bin] = (gaps[bin] ?? 0) + (label === expected ? 1 : 0) - confidence;
          count++;
        },
        value: () => gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / count,
      };
    },
  };
}

import type { Metric } from '@fm/core';
import { meanMetric, type Observation } from '../observation.ts';

/** A predicted label with the probability of each label. */
export interface LabelPrediction {
  readonly label: string;
  /** In [0, 1], by label; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** An observation of a program that chooses a label, bare or with probabilities. */
export type LabelObservation = Observation<unknown, string, string | Pick<LabelPrediction, 'label'>>;

/**
 * Share of right labels.
 *
 * @example
 * ```ts
 * import { accuracy, evaluate } from '@fm/prompt';
 *
 * const dataset = [
 *   { input: 'Lovely.', output: 'good' },
 *   { input: 'Dull.', output: 'bad' },
 * ];
 * const { report } = await evaluate({ dataset, program: () => 'good', metrics: [accuracy()] }).result;
 * report.metrics[0]?.value; // => 0.5
 * ```
 */
export function accuracy(): Metric<LabelObservation> {
  return meanMetric('accuracy', 'maximize', isRight);
}

/**
 * Share of right labels among the examples with one label (that label's recall); `NaN` without any.
 *
 * @example
 * ```ts
 * import { evaluate, labelAccuracy } from '@fm/prompt';
 *
 * const dataset = [
 *   { input: 'Lovely.', output: 'good' },
 *   { input: 'Dull.', output: 'bad' },
 * ];
 * const metrics = [labelAccuracy('good'), labelAccuracy('bad')];
 * const { report } = await evaluate({ dataset, program: () => 'good', metrics }).result;
 * report.metrics.map(({ value }) => value); // => [1, 0]
 * ```
 */
export function labelAccuracy(label: string): Metric<LabelObservation> {
  return {
    name: `accuracy of ${label}`,
    goal: 'maximize',
    start() {
      let right = 0;
      let count = 0;
      return {
        add(observation) {
          if (observation.expected !== label) return;
          right += isRight(observation);
          count++;
        },
        value: () => right / count,
      };
    },
  };
}

function isRight({ output, expected }: LabelObservation): number {
  return (typeof output === 'string' ? output : output.label) === expected ? 1 : 0;
}

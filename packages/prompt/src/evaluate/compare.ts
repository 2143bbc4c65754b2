import { ArgumentError, type Metric } from '@fm/core';
import {
  type BootstrapOptions,
  checkBootstrap,
  metricOver,
  percentileInterval,
  resampledIndices,
} from './bootstrap.ts';
import type { Evaluation } from './evaluate.ts';
import type { Observation } from './observation.ts';

/** How two programs differ on the same examples. */
export interface Comparison {
  readonly metric: string;
  readonly before: number;
  readonly after: number;
  /** `after − before`. */
  readonly difference: number;
  /** Bootstrap interval of the difference; resamples take both programs' answers to the same examples. */
  readonly interval: readonly [lower: number, upper: number];
  /** Share of resamples in which `after` is better; ties count half. */
  readonly shareBetter: number;
}

/**
 * Compares two programs pair by pair, which sees far smaller differences than their separate intervals do.
 *
 * @throws {ArgumentError} when they were evaluated on different examples
 * @throws {ArgumentError} when an option of the bootstrap is out of range
 * @see Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3
 * @example
 * ```ts
 * import { compare, evaluate, exactMatch } from '@fm/prompt';
 *
 * const dataset = ['a', 'b', 'C', 'd'].map((input) => ({ input, output: input.toUpperCase() }));
 * const metrics = [exactMatch()];
 * const before = await evaluate({ dataset, metrics, program: (letter) => letter }).result;
 * const after = await evaluate({ dataset, metrics, program: (letter) => letter.toUpperCase() }).result;
 * const { difference, interval } = compare({ before, after, metric: exactMatch() });
 * difference; // => 0.75
 * interval; // => [0.25, 1]
 * ```
 */
export function compare<Input, Expected, Output>(
  {
    before,
    after,
    metric,
  }: {
    readonly before: Evaluation<Input, Expected, Output>;
    readonly after: Evaluation<Input, Expected, Output>;
    readonly metric: Metric<NoInfer<Observation<Input, Expected, Output>>>;
  },
  options: BootstrapOptions = {},
): Comparison {
  const bootstrap = checkBootstrap(options);
  if (before.report.dataset.fingerprint !== after.report.dataset.fingerprint) {
    throw new ArgumentError('compare: the programs were evaluated on different examples', {
      expected: before.report.dataset.fingerprint,
      received: after.report.dataset.fingerprint,
    });
  }
  const sign = metric.goal === 'maximize' ? 1 : -1;
  const differences: number[] = [];
  let better = 0;
  for (const indices of resampledIndices(before.observations.length, bootstrap)) {
    const difference =
      metricOver(metric, after.observations, indices) - metricOver(metric, before.observations, indices);
    differences.push(difference);
    better += (Math.sign(difference * sign) + 1) / 2;
  }
  const values = [before, after].map(({ observations }) => metricOver(metric, observations));
  const [a = Number.NaN, b = Number.NaN] = values;
  return {
    metric: metric.name,
    before: a,
    after: b,
    difference: b - a,
    interval: percentileInterval(differences, bootstrap.confidence),
    shareBetter: better / differences.length,
  };
}

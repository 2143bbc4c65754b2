import type { ChatUsage, Metric } from '@fm/core';

/** What a program made of one example: what metrics look at. */
export interface Observation<Input = unknown, Expected = unknown, Output = unknown> {
  readonly input: Input;
  readonly expected: Expected;
  readonly output: Output;
  /** Milliseconds. */
  readonly latency: number;
  /** What the program counted. */
  readonly usage: ChatUsage;
}

/**
 * A metric that is the mean of a score of each example. Scores are computed once for each observation.
 *
 * @example
 * ```ts
 * import { evaluate, meanMetric, type Observation } from '@fm/prompt';
 *
 * const length = meanMetric<Observation<string, string, string>>('length', 'minimize', ({ output }) => output.length);
 * const dataset = ['a', 'bcd'].map((input) => ({ input, output: input }));
 * const { report } = await evaluate({ dataset, program: (text) => text, metrics: [length] }).result;
 * report.metrics[0]?.value; // => 2
 * ```
 */
export function meanMetric<Observed extends Observation>(
  name: string,
  goal: Metric<Observed>['goal'],
  score: (observation: Observed) => number,
): Metric<Observed> {
  const scores = new WeakMap<Observed, number>();
  const scoreOf = (observation: Observed): number => {
    const known = scores.get(observation);
    if (known !== undefined) return known;
    const value = score(observation);
    scores.set(observation, value);
    return value;
  };
  return Object.freeze({
    name,
    goal,
    start() {
      let sum = 0;
      let count = 0;
      return {
        add(observation: Observed) {
          sum += scoreOf(observation);
          count++;
        },
        value: () => sum / count,
      };
    },
  });
}

import { ArgumentError } from '@fm/core';
import { logSoftmax } from '../label-scores.ts';
import type { Calibration } from './calibration.ts';

/** Held-out examples, from which a temperature is learned. */
export interface TemperatureExample<Input> {
  readonly input: Input;
  readonly output: string;
}

/**
 * Temperature scaling: divides scores by one number, so that probabilities say how often they are right. The chosen label
 * stays the same. Give the temperature, or held-out examples for which it minimises the negative log-likelihood.
 *
 * @throws {ArgumentError} when there is no example, or the temperature is not positive; from `classify`, when an example
 * has an unknown label
 * @see Guo et al. 2017, On Calibration of Modern Neural Networks, section 4.2, https://arxiv.org/abs/1706.04599
 * @example
 * ```ts
 * import type { LanguageModel } from '@fm/core';
 * import { classify, task, temperature } from '@fm/prompt';
 *
 * // Always sure of "good" by 4 nats.
 * const model: Pick<LanguageModel, 'scoreContinuations'> = {
 *   scoreContinuations: async (_, words) =>
 *     words.map((continuation) => ({
 *       continuation,
 *       logProb: continuation === ' good' ? 0 : -4,
 *       tokens: Uint32Array.of(0),
 *       logProbs: Float64Array.of(0),
 *       isGreedy: false,
 *     })),
 * };
 * const review = task({ name: 'review', labels: ['good', 'bad'] });
 * const held = ['good', 'good', 'good', 'bad'].map((output) => ({ input: 'a cake', output }));
 * const [found] = await classify({ model, task: review, inputs: ['a bun'], calibration: temperature(held) });
 * found?.probabilities.good; // => 0.75
 * ```
 */
export function temperature<Input>(given: number | readonly TemperatureExample<Input>[]): Calibration<Input> {
  if (typeof given === 'number' ? !(given > 0 && given < Number.POSITIVE_INFINITY) : given.length === 0) {
    throw new ArgumentError('There is no temperature to calibrate by', {
      expected: 'a positive number, or examples',
      received: typeof given === 'number' ? `${given}` : 'no examples',
    });
  }
  return {
    name: 'temperature',
    async fit({ labels, scoreInputs }) {
      const divisor =
        typeof given === 'number'
          ? given
          : fitTemperature(
              await scoreInputs(given.map(({ input }) => input)),
              given.map(({ output }) => indexOf(labels, output)),
            );
      return (scores) => scores.map((score) => score / divisor);
    },
  };
}

/** Temperatures that are looked at: beyond, probabilities are all alike, or all 0 and 1. */
const range = [1 / 64, 64] as const;

/**
 * The temperature, in [1/64, 64], of the smallest negative log-likelihood `−Σ log softmax(scores / T)[answer]`. In `1/T` it is
 * convex, so there is one minimum; golden-section search finds it.
 *
 * @param scores - `[examples][labels]`
 * @param answers - indices of the right labels
 * @see Guo et al. 2017, On Calibration of Modern Neural Networks, section 4.2, https://arxiv.org/abs/1706.04599
 * @example
 * ```ts
 * import { fitTemperature } from '@fm/prompt';
 *
 * // Sure by 4 nats, but right in 3 of 4 cases only: log 3 nats would be fitting.
 * const scores = [[4, 0], [4, 0], [4, 0], [4, 0]];
 * fitTemperature(scores, [0, 0, 0, 1]).toFixed(3); // => '3.641'
 * ```
 */
export function fitTemperature(scores: readonly (readonly number[])[], answers: readonly number[]): number {
  const loss = (inverse: number): number => {
    let sum = 0;
    for (const [i, row] of scores.entries())
      sum -= logSoftmax(row.map((score) => score * inverse))[answers[i] as number] as number;
    return sum;
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(range[0]), Math.log(range[1])];
  for (let step = 0; step < 80; step++) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (loss(Math.exp(a)) <= loss(Math.exp(b))) high = b;
    else low = a;
  }
  return Math.exp(-(low + high) / 2);
}

function indexOf(labels: readonly string[], label: string): number {
  const index = labels.indexOf(label);
  if (index >= 0) return index;
  throw new ArgumentError('An example has an unknown label', {
    expected: labels.join(', '),
    received: label,
  });
}

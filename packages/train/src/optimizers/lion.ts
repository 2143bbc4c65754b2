import { add, multiply, type Optimizer, sign, type Tensor } from '@fm/core';
import { type LearningRate, learningRateAt } from '../schedules/index.ts';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { chooses, isMatrixOrKernel, type ParameterFilter } from './parameter-filter.ts';
import { requireRange } from './require-range.ts';

/** Options of {@link lion}. */
export interface LionOptions {
  /** Three to ten times smaller than for AdamW. */
  readonly learningRate: LearningRate;
  /** Weight of the past in the vote, in [0, 1). @default 0.9 */
  readonly beta1?: number;
  /** Decay of the momentum, in [0, 1). @default 0.99 */
  readonly beta2?: number;
  /** Share of a parameter that decays per unit of learning rate. @default 0 */
  readonly weightDecay?: number;
  /** Which parameters decay. @default those of rank 2 and more */
  readonly decayed?: ParameterFilter;
}

/**
 * Lion: the sign of an interpolation between momentum and gradient,
 * `p ← p − learningRate · (sign(β₁·m + (1 − β₁)·g) + weightDecay·p)`, `m ← β₂·m + (1 − β₂)·g`. Half of Adam's memory.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Chen et al. 2023, algorithm 2, https://arxiv.org/abs/2302.06675
 * @example
 * ```ts
 * import { lion } from '@fm/train';
 *
 * const { state } = lion({ learningRate: 1e-4, weightDecay: 1 });
 * // One tensor for each parameter, where Adam keeps two.
 * state(new Map([['weight', { dtype: 'f32', shape: [512, 128] }]])).size; // => 1
 * ```
 */
export function lion(options: LionOptions): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.99, weightDecay = 0, decayed = isMatrixOrKernel } = options;
  requireRange('lion', { beta1, beta2 }, 0, 1);
  requireRange('lion', { weightDecay }, 0, Number.POSITIVE_INFINITY);
  // The momentum is kept without its factor 1 − β₂; the sign does not see a common factor.
  const weightOfPast = (beta1 * (1 - beta2)) / (1 - beta1);
  return {
    name: 'lion',
    state: (parameters) => new Map([...parameters].map(([name, type]) => [name, { ...type, initial: 0 }])),
    scalars(step) {
      const rate = learningRateAt(learningRate, step);
      return { scale: -rate, decay: -rate * weightDecay };
    },
    learningRate: (step) => learningRateAt(learningRate, step),
    group: (name, type) => (chooses(decayed, name, type) ? 'decayed' : ''),
    update({ updates, parameters, state, scalars }) {
      const directions = mapTensors(updates, (g, name) => {
        const p = tensorOf(parameters, name);
        const vote = sign(add(multiply(tensorOf(state, name), weightOfPast), g));
        const update = multiply(vote, scalars.scale as Tensor);
        const applies = weightDecay > 0 && chooses(decayed, name, p);
        return applies ? add(update, multiply(p, scalars.decay as Tensor)) : update;
      });
      const momentum = mapTensors(updates, (g, name) => add(multiply(tensorOf(state, name), beta2), g));
      return { updates: directions, state: momentum };
    },
  };
}

import { add, multiply, type Optimizer, type Tensor } from '@fm/core';
import { type LearningRate, learningRateAt } from '../schedules/index.ts';
import { type AdamMomentOptions, AdamMoments } from './adam-moments.ts';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { chooses, isMatrixOrKernel, type ParameterFilter } from './parameter-filter.ts';
import { requireRange } from './require-range.ts';

/** Options of {@link adamW}. */
export interface AdamWOptions extends AdamMomentOptions {
  /** A number, or a function of the step. */
  readonly learningRate: LearningRate;
  /** Share of a parameter that decays per unit of learning rate. @default 0.01 */
  readonly weightDecay?: number;
  /** Which parameters decay. @default those of rank 2 and more: neither biases nor the gains of norms */
  readonly decayed?: ParameterFilter;
}

/**
 * Adam with decoupled weight decay: `p ← p − learningRate · (m̂ / (√v̂ + ε) + weightDecay·p)`. Numbers are those of
 * `torch.optim.AdamW`; learning rate, bias corrections and decay are folded into three scalars per step.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Loshchilov & Hutter 2019, algorithm 2, https://arxiv.org/abs/1711.05101
 * @example
 * ```ts
 * import { adamW, schedules } from '@fm/train';
 *
 * const optimizer = adamW({
 *   learningRate: schedules.cosine({ peak: 1e-3, floor: 1e-4, warmUp: 100, steps: 2000 }),
 *   beta2: 0.99,
 *   weightDecay: 0.1,
 *   decayed: /weight$/,
 * });
 * [100, 2000].map((step) => optimizer.learningRate?.(step)); // => [0.0009901, 0.0001]
 * ```
 */
export function adamW(options: AdamWOptions): Optimizer {
  const { learningRate, weightDecay = 0.01, decayed = isMatrixOrKernel, ...rest } = options;
  requireRange('adamW', { weightDecay }, 0, Number.POSITIVE_INFINITY);
  const moments = new AdamMoments('adamW', rest);
  return {
    name: 'adamW',
    state: (parameters) => moments.state(parameters),
    scalars(step) {
      const rate = learningRateAt(learningRate, step);
      return { ...moments.scalars(step, -rate), decay: -rate * weightDecay };
    },
    learningRate: (step) => learningRateAt(learningRate, step),
    group: (name, type) => (chooses(decayed, name, type) ? 'decayed' : ''),
    update({ updates, parameters, state, scalars }) {
      const result = moments.update(updates, state, scalars);
      const decay = scalars.decay as Tensor;
      const decayedUpdates = mapTensors(result.direction, (update, name) => {
        const p = tensorOf(parameters, name);
        return weightDecay > 0 && chooses(decayed, name, p) ? add(update, multiply(p, decay)) : update;
      });
      return { updates: decayedUpdates, state: result.state };
    },
  };
}

import { multiply, type Optimizer, type Tensor } from '@fm/core';
import { type LearningRate, learningRateAt } from '../schedules/index.ts';
import { mapTensors } from './map-tensors.ts';

/**
 * Multiplies the updates by minus the learning rate: the last transform of a chain.
 *
 * @example
 * ```ts
 * import { chain, scaleByAdam, scaleByLearningRate, schedules } from '@fm/train';
 *
 * const optimizer = chain(scaleByAdam(), scaleByLearningRate(schedules.cosine({ peak: 1e-3, steps: 2000 })));
 * optimizer.learningRate?.(1); // => 0.001
 * ```
 */
export function scaleByLearningRate(learningRate: LearningRate): Optimizer {
  return {
    name: 'scaleByLearningRate',
    state: () => new Map(),
    scalars: (step) => ({ factor: -learningRateAt(learningRate, step) }),
    learningRate: (step) => learningRateAt(learningRate, step),
    group: () => '',
    update: ({ updates, scalars }) => ({
      updates: mapTensors(updates, (update) => multiply(update, scalars.factor as Tensor)),
      state: new Map(),
    }),
  };
}

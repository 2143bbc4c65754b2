import type { Optimizer } from '@fm/core';
import { type AdamMomentOptions, AdamMoments } from './adam-moments.ts';

/**
 * Replaces gradients by Adam's direction `m̂ / (√v̂ + ε)`: moving averages of the gradient and of its square, corrected
 * for their start at zero.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Kingma & Ba 2015, algorithm 1, https://arxiv.org/abs/1412.6980
 * @example
 * ```ts
 * import { chain, scaleByAdam, scaleByLearningRate } from '@fm/train';
 *
 * const optimizer = chain(scaleByAdam({ beta2: 0.95 }), scaleByLearningRate(1e-3));
 * [...optimizer.state(new Map([['weight', { dtype: 'f32', shape: [2] }]])).keys()]; // => ['scaleByAdam/first/weight', 'scaleByAdam/second/weight']
 * ```
 */
export function scaleByAdam(options: AdamMomentOptions = {}): Optimizer {
  const moments = new AdamMoments('scaleByAdam', options);
  return {
    name: 'scaleByAdam',
    state: (parameters) => moments.state(parameters),
    scalars: (step) => ({ ...moments.scalars(step, 1) }),
    group: () => '',
    update({ updates, state, scalars }) {
      const result = moments.update(updates, state, scalars);
      return { updates: result.direction, state: result.state };
    },
  };
}

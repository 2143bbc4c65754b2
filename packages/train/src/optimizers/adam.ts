import { add, multiply, type Optimizer } from '@fm/core';
import { type LearningRate, learningRateAt } from '../schedules/index.ts';
import { type AdamMomentOptions, AdamMoments } from './adam-moments.ts';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { chooses, isAny, type ParameterFilter } from './parameter-filter.ts';
import { requireRange } from './require-range.ts';

/** Options of {@link adam}. */
export interface AdamOptions extends AdamMomentOptions {
  /** A number, or a function of the step. */
  readonly learningRate: LearningRate;
  /** L2 regularisation: `g + weightDecay·p`, before the moments. @default 0 */
  readonly weightDecay?: number;
  /** Which parameters decay. @default all */
  readonly decayed?: ParameterFilter;
}

/**
 * Adam: `p ← p − learningRate · m̂ / (√v̂ + ε)`. Numbers are those of `torch.optim.Adam`.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Kingma & Ba 2015, algorithm 1, https://arxiv.org/abs/1412.6980
 * @example
 * ```ts
 * import { adam } from '@fm/train';
 *
 * adam({ learningRate: 1e-3 }).learningRate?.(1); // => 0.001
 * ```
 */
export function adam(options: AdamOptions): Optimizer {
  const { learningRate, weightDecay = 0, decayed = isAny, ...rest } = options;
  requireRange('adam', { weightDecay }, 0, Number.POSITIVE_INFINITY);
  const moments = new AdamMoments('adam', rest);
  return {
    name: 'adam',
    state: (parameters) => moments.state(parameters),
    scalars: (step) => ({ ...moments.scalars(step, -learningRateAt(learningRate, step)) }),
    learningRate: (step) => learningRateAt(learningRate, step),
    group: (name, type) => (chooses(decayed, name, type) ? 'decayed' : ''),
    update({ updates, parameters, state, scalars }) {
      const gradients = mapTensors(updates, (g, name) => {
        const p = tensorOf(parameters, name);
        return weightDecay > 0 && chooses(decayed, name, p) ? add(g, multiply(p, weightDecay)) : g;
      });
      const result = moments.update(gradients, state, scalars);
      return { updates: result.direction, state: result.state };
    },
  };
}

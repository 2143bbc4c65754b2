import type { Optimizer } from '@fm/core';
import type { LearningRate } from '../schedules/index.ts';
import { addDecayedWeights } from './add-decayed-weights.ts';
import { chain } from './chain.ts';
import { isAny, type ParameterFilter } from './parameter-filter.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';
import { scaleByMomentum } from './scale-by-momentum.ts';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** A number, or a function of the step. */
  readonly learningRate: LearningRate;
  /** Share of the velocity that is kept, in [0, 1). @default 0 */
  readonly momentum?: number;
  /** Nesterov's correction; needs momentum. @default false */
  readonly nesterov?: boolean;
  /** L2 regularisation: `g + weightDecay·p`. @default 0 */
  readonly weightDecay?: number;
  /** Which parameters decay. @default all */
  readonly decayed?: ParameterFilter;
}

/**
 * Stochastic gradient descent: `p ← p − learningRate·g`, with momentum, Nesterov's correction and L2 regularisation as
 * options. Numbers are those of `torch.optim.SGD`.
 *
 * @throws {ArgumentError} when an option is out of range
 * @example
 * ```ts
 * import { sgd } from '@fm/train';
 *
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true });
 * optimizer.name; // => 'sgd'
 * ```
 */
export function sgd(options: SgdOptions): Optimizer {
  const { learningRate, momentum = 0, nesterov = false, weightDecay = 0, decayed = isAny } = options;
  const transforms = [
    ...(weightDecay === 0 ? [] : [addDecayedWeights({ weightDecay, decayed })]),
    ...(momentum === 0 ? [] : [scaleByMomentum({ momentum, nesterov })]),
    scaleByLearningRate(learningRate),
  ];
  return { ...chain(...transforms), name: 'sgd' };
}

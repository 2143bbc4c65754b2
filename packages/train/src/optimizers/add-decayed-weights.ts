import { add, multiply, type Optimizer } from '@fm/core';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { chooses, isMatrixOrKernel, type ParameterFilter } from './parameter-filter.ts';
import { requireRange } from './require-range.ts';

/** Options of {@link addDecayedWeights}. */
export interface DecayedWeightsOptions {
  /** Factor of the parameters. */
  readonly weightDecay: number;
  /** Which parameters decay. @default those of rank 2 and more */
  readonly decayed?: ParameterFilter;
}

/**
 * Adds `weightDecay · p` to the updates of some parameters. Before the moments of Adam it is L2 regularisation, after
 * them the decoupled weight decay of AdamW.
 *
 * @throws {ArgumentError} when `weightDecay` is negative
 * @example
 * ```ts
 * import { addDecayedWeights, chain, scaleByAdam, scaleByLearningRate } from '@fm/train';
 *
 * const optimizer = chain(scaleByAdam(), addDecayedWeights({ weightDecay: 0.1 }), scaleByLearningRate(1e-3));
 * optimizer.name; // => 'scaleByAdam, addDecayedWeights, scaleByLearningRate'
 * ```
 */
export function addDecayedWeights({
  weightDecay,
  decayed = isMatrixOrKernel,
}: DecayedWeightsOptions): Optimizer {
  requireRange('addDecayedWeights', { weightDecay }, 0, Number.POSITIVE_INFINITY);
  return {
    name: 'addDecayedWeights',
    state: () => new Map(),
    scalars: () => ({}),
    group: (name, type) => (chooses(decayed, name, type) ? 'decayed' : ''),
    update: ({ updates, parameters }) => ({
      updates: mapTensors(updates, (update, name) => {
        const parameter = tensorOf(parameters, name);
        const applies = weightDecay > 0 && chooses(decayed, name, parameter);
        return applies ? add(update, multiply(parameter, weightDecay)) : update;
      }),
      state: new Map(),
    }),
  };
}

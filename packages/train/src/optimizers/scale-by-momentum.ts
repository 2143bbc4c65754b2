import { add, multiply, type Optimizer } from '@fm/core';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { requireRange } from './require-range.ts';

/** Options of {@link scaleByMomentum}. */
export interface MomentumOptions {
  /** Share of the velocity that is kept, in [0, 1). */
  readonly momentum: number;
  /** Look one step ahead. @default false */
  readonly nesterov?: boolean;
}

/**
 * Replaces gradients by their velocity: `v ← μ·v + g`; with Nesterov's correction the update is `g + μ·v`.
 *
 * @throws {ArgumentError} when `momentum` is out of range
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning"
 * @example
 * ```ts
 * import { chain, scaleByLearningRate, scaleByMomentum } from '@fm/train';
 *
 * const optimizer = chain(scaleByMomentum({ momentum: 0.9 }), scaleByLearningRate(0.1));
 * optimizer.learningRate?.(1); // => 0.1
 * ```
 */
export function scaleByMomentum({ momentum, nesterov = false }: MomentumOptions): Optimizer {
  requireRange('scaleByMomentum', { momentum }, 0, 1);
  return {
    name: 'scaleByMomentum',
    state: (parameters) => new Map([...parameters].map(([name, type]) => [name, { ...type, initial: 0 }])),
    scalars: () => ({}),
    group: () => '',
    update({ updates, state }) {
      const velocity = mapTensors(updates, (update, name) =>
        add(multiply(tensorOf(state, name), momentum), update),
      );
      const ahead = mapTensors(updates, (update, name) =>
        add(multiply(tensorOf(velocity, name), momentum), update),
      );
      return { updates: nesterov ? ahead : velocity, state: velocity };
    },
  };
}

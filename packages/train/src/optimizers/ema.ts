import { add, multiply, type Optimizer } from '@fm/core';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { requireRange } from './require-range.ts';

/**
 * Keeps an exponential moving average of the parameters beside them: `average ← decay·average + (1 − decay)·p`. Updates
 * pass unchanged; it is the last transform of a chain. Read the averages from a train state or checkpoint with `averagedParameters`.
 *
 * @param decay - in [0, 1), for example 0.999
 * @throws {ArgumentError} when `decay` is out of range
 * @see Polyak & Juditsky 1992
 * @example
 * ```ts
 * import { adamW, chain, ema } from '@fm/train';
 *
 * const optimizer = chain(adamW({ learningRate: 1e-3 }), ema(0.999));
 * [...optimizer.state(new Map([['weight', { dtype: 'f32', shape: [2] }]])).keys()]; // => ['adamW/first/weight', 'adamW/second/weight', 'ema/weight']
 * ```
 */
export function ema(decay: number): Optimizer {
  requireRange('ema', { decay }, 0, 1);
  return {
    name: 'ema',
    state: (parameters) =>
      new Map([...parameters].map(([name, type]) => [name, { ...type, initial: { parameter: name } }])),
    scalars: () => ({}),
    group: () => '',
    update: ({ updates, parameters, state }) => ({
      updates,
      state: mapTensors(updates, (update, name) => {
        const next = add(tensorOf(parameters, name), update);
        return add(multiply(tensorOf(state, name), decay), multiply(next, 1 - decay));
      }),
    }),
  };
}

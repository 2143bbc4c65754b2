import { clip, type Optimizer } from '@fm/core';
import { mapTensors } from './map-tensors.ts';
import { requireRange } from './require-range.ts';

/**
 * Limits every element of the gradients to `[-limit, limit]`.
 *
 * @throws {ArgumentError} when `limit` is not positive
 * @example
 * ```ts
 * import { chain, clipByValue, sgd } from '@fm/train';
 *
 * const optimizer = chain(clipByValue(0.5), sgd({ learningRate: 0.1 }));
 * ```
 */
export function clipByValue(limit: number): Optimizer {
  requireRange('clipByValue', { limit }, Number.MIN_VALUE, Number.POSITIVE_INFINITY);
  return {
    name: 'clipByValue',
    state: () => new Map(),
    scalars: () => ({}),
    group: () => '',
    update: ({ updates }) => ({
      updates: mapTensors(updates, (update) => clip(update, { low: -limit, high: limit })),
      state: new Map(),
    }),
  };
}

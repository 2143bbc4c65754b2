import { clip, type Optimizer } from '@fm/core';
import { mapTensors } from './map-tensors.ts';
import { requireRange } from './require-range.ts';

/**
 * Limits every element of the gradients to `[-limit, limit]`.
 *
 * @throws {ArgumentError} when `limit` is not positive
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 * import { clipByValue } from '@fm/train';
 *
 * const clip = ({ weight }: { weight: Tensor }): Record<string, Tensor> => {
 *   const updates = new Map([['weight', weight]]);
 *   const context = { updates, parameters: updates, state: new Map(), scalars: {} };
 *   return Object.fromEntries(clipByValue(0.5).update(context).updates);
 * };
 * const { weight } = await compile(clip, { backend: referenceBackend() })({ weight: hostTensor('f32', [-2, 0.25, 1]) });
 * (await weight?.read())?.data; // => Float32Array [-0.5, 0.25, 0.5]
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

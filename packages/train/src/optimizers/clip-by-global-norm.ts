import { add, divide, minimum, multiply, type Optimizer } from '@fm/core';
import { globalNorm } from './global-norm.ts';
import { mapTensors } from './map-tensors.ts';
import { requireRange } from './require-range.ts';

/**
 * Scales all gradients down together when their norm exceeds `maxNorm`: `g · min(1, maxNorm / (‖g‖ + 1e-6))`.
 *
 * @throws {ArgumentError} when `maxNorm` is not positive
 * @see Pascanu et al. 2013, section 3.2, https://arxiv.org/abs/1211.5063
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 * import { clipByGlobalNorm } from '@fm/train';
 *
 * const clip = ({ weight }: { weight: Tensor }): Record<string, Tensor> => {
 *   const updates = new Map([['weight', weight]]);
 *   const context = { updates, parameters: updates, state: new Map(), scalars: {} };
 *   return Object.fromEntries(clipByGlobalNorm(1).update(context).updates);
 * };
 * const { weight } = await compile(clip, { backend: referenceBackend() })({ weight: hostTensor('f32', [3, 4]) });
 * (await weight?.read())?.data; // => Float32Array [0.6, 0.8]
 * ```
 */
export function clipByGlobalNorm(maxNorm: number): Optimizer {
  requireRange('clipByGlobalNorm', { maxNorm }, Number.MIN_VALUE, Number.POSITIVE_INFINITY);
  return {
    name: 'clipByGlobalNorm',
    state: () => new Map(),
    scalars: () => ({}),
    group: () => '',
    usesGradientNorm: true,
    update({ updates, gradientNorm }) {
      const norm = gradientNorm ?? globalNorm(updates.values());
      const factor = minimum(divide(maxNorm, add(norm, 1e-6)), 1);
      return { updates: mapTensors(updates, (update) => multiply(update, factor)), state: new Map() };
    },
  };
}

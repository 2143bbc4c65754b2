import type { Tensor } from '../ir/index.ts';
import { concat } from './concat.ts';
import { expandDims } from './expand-dims.ts';

/**
 * Tensors of one shape side by side along a new axis.
 *
 * @param axis - position of the new axis in the result; default: 0
 * @throws {ShapeError} when the shapes or dtypes differ
 * @throws {ArgumentError} when there is no tensor
 * @example
 * ```ts
 * import { input, stack } from '@fm/core';
 *
 * String(stack([input('f32', [2]), input('f32', [2])], -1)); // => 'f32[2, 2]'
 * ```
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concat(
    tensors.map((x) => expandDims(x, axis)),
    axis,
  );
}

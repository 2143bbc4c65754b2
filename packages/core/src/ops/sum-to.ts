import type { Tensor } from '../ir/index.ts';
import { equalDims, equalShapes, type Dim, type Shape } from '../tensor/index.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';

/**
 * Sums the axes along which `shape` was broadcast to reach `x.shape`: the transpose of broadcasting.
 *
 * @param shape - broadcasts to `x.shape`
 * @returns a tensor of this shape
 * @example
 * ```ts
 * import { input, sumTo } from '@fm/core';
 *
 * // The gradient of a bias that was added to a batch of rows.
 * String(sumTo(input('f32', [32, 16, 8]), [8])); // => 'f32[8]'
 * ```
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (equalShapes(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes = x.shape.flatMap((extent, axis) =>
    axis < lead || !equalDims(extent, shape[axis - lead] as Dim) ? [axis] : [],
  );
  const summed = reduceSum(x, axes);
  return equalShapes(summed.shape, shape) ? summed : reshape(summed, shape);
}

import type { Tensor } from '../ir/index.ts';
import { normalizeAxes } from '../tensor/index.ts';
import { reshape } from './reshape.ts';

/**
 * `x` with new axes of extent 1, which are `axes` of the result.
 *
 * @param axes - positions in the result, negative from its end
 * @returns a tensor with as many more axes
 * @throws {ShapeError} when an axis is out of range
 * @example
 * ```ts
 * import { expandDims, input } from '@fm/core';
 *
 * String(expandDims(input('f32', [2, 3]), 1)); // => 'f32[2, 1, 3]'
 * ```
 */
export function expandDims(x: Tensor, axes: number | readonly number[]): Tensor {
  const rank = x.rank + (typeof axes === 'number' ? 1 : new Set(axes).size);
  const shape = [...x.shape];
  for (const axis of normalizeAxes(axes, rank, 'expandDims')) shape.splice(axis, 0, 1);
  return reshape(x, shape);
}

import type { Tensor } from '../ir/index.ts';
import { normalizeAxis, sizeOf } from '../tensor/index.ts';
import { reshape } from './reshape.ts';

/**
 * `x` with the axes `start` to `end` (inclusive) merged into one; a scalar becomes a vector of one element.
 *
 * @returns `[…, product of the merged extents, …]`
 * @throws {ShapeError} when an axis is out of range
 * @example
 * ```ts
 * import { flatten, input } from '@fm/core';
 *
 * String(flatten(input('f32', [2, 3, 4]), 1)); // => 'f32[2, 12]'
 * ```
 */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  if (x.rank === 0) return reshape(x, [1]);
  const first = normalizeAxis(start, x.rank, 'flatten');
  const last = normalizeAxis(end, x.rank, 'flatten');
  return reshape(x, [
    ...x.shape.slice(0, first),
    sizeOf(x.shape.slice(first, last + 1)),
    ...x.shape.slice(last + 1),
  ]);
}

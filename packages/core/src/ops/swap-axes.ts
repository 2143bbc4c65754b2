import type { Tensor } from '../ir/index.ts';
import { normalizeAxis } from '../tensor/index.ts';
import { transpose } from './transpose.ts';

/**
 * `x` with two axes exchanged.
 *
 * @returns the shape of `x` with the two extents exchanged
 * @throws {ShapeError} when an axis is out of range
 * @example
 * ```ts
 * import { input, swapAxes } from '@fm/core';
 *
 * String(swapAxes(input('f32', [2, 3, 4]), -1, -2)); // => 'f32[2, 4, 3]'
 * ```
 */
export function swapAxes(x: Tensor, first: number, second: number): Tensor {
  const a = normalizeAxis(first, x.rank, 'swapAxes');
  const b = normalizeAxis(second, x.rank, 'swapAxes');
  return transpose(
    x,
    x.shape.map((_, i) => (i === a ? b : i === b ? a : i)),
  );
}

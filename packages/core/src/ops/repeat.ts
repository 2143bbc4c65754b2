import type { Tensor } from '../ir/index.ts';
import { type Dim, multiplyDims, normalizeAxis } from '../tensor/index.ts';
import { broadcastTo } from './broadcast-to.ts';
import { reshape } from './reshape.ts';

/**
 * Each element of an axis repeated in place: `[a, b]` twice is `[a, a, b, b]`.
 *
 * @param axis - default: 0
 * @throws {ShapeError} when the axis is out of range
 * @example
 * ```ts
 * import { input, repeat } from '@fm/core';
 *
 * String(repeat(input('f32', [2, 3]), 4, 1)); // => 'f32[2, 12]'
 * ```
 */
export function repeat(x: Tensor, count: Dim, axis = 0): Tensor {
  const at = normalizeAxis(axis, x.rank, 'repeat') + 1;
  const apart = reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
  const repeated = broadcastTo(
    apart,
    apart.shape.map((d, i) => (i === at ? count : d)),
  );
  return reshape(
    repeated,
    x.shape.map((d, i) => (i === at - 1 ? multiplyDims(d, count) : d)),
  );
}

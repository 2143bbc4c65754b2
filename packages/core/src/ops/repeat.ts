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
 * import { compile, hostTensor, referenceBackend, repeat, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ heads }: { heads: Tensor }) => ({ y: repeat(heads, 2, 0) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ heads: hostTensor('f32', [1, 2, 3, 4], [2, 2]) });
 * const { shape, data } = await y.read();
 * shape; // => [4, 2]
 * data; // => Float32Array [1, 2, 1, 2, 3, 4, 3, 4]
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

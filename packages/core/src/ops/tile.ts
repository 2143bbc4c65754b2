import { ShapeError } from '../errors/index.ts';
import { formatType, type Tensor } from '../ir/index.ts';
import { type Dim, multiplyDims } from '../tensor/index.ts';
import { broadcastTo } from './broadcast-to.ts';
import { reshape } from './reshape.ts';

/**
 * `x` as a whole repeated along each axis: `[a, b]` twice is `[a, b, a, b]`.
 *
 * @param multiples - how often, for each axis
 * @throws {ShapeError} when there is not one multiple for each axis
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor, tile } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: tile(x, [2, 1]) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4], [2, 2]) });
 * const { shape, data } = await y.read();
 * shape; // => [4, 2]
 * data; // => Float32Array [1, 2, 3, 4, 1, 2, 3, 4]
 * ```
 */
export function tile(x: Tensor, multiples: readonly Dim[]): Tensor {
  if (multiples.length !== x.rank) {
    throw new ShapeError('tile: one multiple for each axis is needed', {
      expected: `${x.rank} multiples for ${formatType(x)}`,
      received: `${multiples.length}`,
    });
  }
  const apart = reshape(
    x,
    x.shape.flatMap((d) => [1, d]),
  );
  const repeated = broadcastTo(
    apart,
    x.shape.flatMap((d, i) => [multiples[i] as Dim, d]),
  );
  return reshape(
    repeated,
    x.shape.map((d, i) => multiplyDims(multiples[i] as Dim, d)),
  );
}

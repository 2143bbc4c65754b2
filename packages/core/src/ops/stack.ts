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
 * import { compile, hostTensor, referenceBackend, stack, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ a, b }: { a: Tensor; b: Tensor }) => ({ y: stack([a, b], -1) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ a: hostTensor('f32', [1, 2, 3]), b: hostTensor('f32', [10, 20, 30]) });
 * const { shape, data } = await y.read();
 * shape; // => [3, 2]
 * data; // => Float32Array [1, 10, 2, 20, 3, 30]
 * ```
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concat(
    tensors.map((x) => expandDims(x, axis)),
    axis,
  );
}

import type { Tensor } from '../ir/index.ts';
import type { Dim, DType } from '../tensor/index.ts';
import { cast } from './cast.ts';
import { requireDomain } from './define/domain.ts';
import { equal } from './equal.ts';
import { expandDims } from './expand-dims.ts';
import { iota } from './iota.ts';

/**
 * A new last axis with 1 at the position each index names and 0 elsewhere; an index outside `[0, depth)` gives a row
 * of zeros.
 *
 * @param indices - integers, [shape…]
 * @returns [shape…, depth]
 * @throws {ShapeError} when `indices` are not integers
 * @example
 * ```ts
 * import { compile, hostTensor, oneHot, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ labels }: { labels: Tensor }) => ({ y: oneHot(labels, 3) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ labels: hostTensor('i64', [2, 0]) });
 * const { shape, data } = await y.read();
 * shape; // => [2, 3]
 * data; // => Float32Array [0, 0, 1, 1, 0, 0]
 * ```
 */
export function oneHot(indices: Tensor, depth: Dim, dtype: DType = 'f32'): Tensor {
  requireDomain('oneHot', indices, 'integer');
  return cast(equal(expandDims(indices, -1), iota(depth, indices.dtype)), dtype);
}

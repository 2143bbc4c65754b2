import type { Tensor, TensorType } from '../ir/index.ts';
import { full } from './full.ts';

/**
 * Ones of the shape and dtype of `x`.
 *
 * @example
 * ```ts
 * import { compile, hostTensor, onesLike, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: onesLike(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [5, 6, 7]) });
 * (await y.read()).data; // => Float32Array [1, 1, 1]
 * ```
 */
export function onesLike(x: TensorType): Tensor {
  return full(x.shape, 1, x.dtype);
}

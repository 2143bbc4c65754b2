import type { Tensor, TensorType } from '../ir/index.ts';
import { full } from './full.ts';

/**
 * Zeros of the shape and dtype of `x`.
 *
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor, zerosLike } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: zerosLike(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [5, 6, 7]) });
 * (await y.read()).data; // => Float32Array [0, 0, 0]
 * ```
 */
export function zerosLike(x: TensorType): Tensor {
  return full(x.shape, 0, x.dtype);
}

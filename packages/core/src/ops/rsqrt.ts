import type { Tensor } from '../ir/index.ts';
import { reciprocal } from './reciprocal.ts';
import { sqrt } from './sqrt.ts';

/**
 * `1 / √x`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, rsqrt, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: rsqrt(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [4, 0.25]) });
 * (await y.read()).data; // => Float32Array [0.5, 2]
 * ```
 */
export function rsqrt(x: Tensor): Tensor {
  return reciprocal(sqrt(x));
}

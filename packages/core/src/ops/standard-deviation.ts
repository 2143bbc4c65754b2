import type { Tensor } from '../ir/index.ts';
import { sqrt } from './sqrt.ts';
import { variance, type VarianceOptions } from './variance.ts';

/**
 * Standard deviation over `axes` (default: all): the square root of the variance. Its gradient is not finite where all
 * elements are equal.
 *
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor, an axis is out of range or there is nothing to average
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, standardDeviation, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: standardDeviation(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [2, 4, 4, 4, 5, 5, 7, 9]) });
 * (await y.read()).data; // => Float32Array [2]
 * ```
 */
export function standardDeviation(
  x: Tensor,
  axes?: number | readonly number[],
  options?: VarianceOptions,
): Tensor {
  return sqrt(variance(x, axes, options));
}

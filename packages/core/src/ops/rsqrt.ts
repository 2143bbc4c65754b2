import type { Tensor } from '../ir/index.ts';
import { reciprocal } from './reciprocal.ts';
import { sqrt } from './sqrt.ts';

/**
 * `1 / √x`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, rsqrt } from '@fm/core';
 *
 * String(rsqrt(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export function rsqrt(x: Tensor): Tensor {
  return reciprocal(sqrt(x));
}

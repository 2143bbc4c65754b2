import type { Tensor, TensorType } from '../ir/index.ts';
import { full } from './full.ts';

/**
 * Ones of the shape and dtype of `x`.
 *
 * @example
 * ```ts
 * import { input, onesLike } from '@fm/core';
 *
 * String(onesLike(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export function onesLike(x: TensorType): Tensor {
  return full(x.shape, 1, x.dtype);
}

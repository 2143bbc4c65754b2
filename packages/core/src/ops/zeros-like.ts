import type { Tensor, TensorType } from '../ir/index.ts';
import { full } from './full.ts';

/**
 * Zeros of the shape and dtype of `x`.
 *
 * @example
 * ```ts
 * import { input, zerosLike } from '@fm/core';
 *
 * String(zerosLike(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export function zerosLike(x: TensorType): Tensor {
  return full(x.shape, 0, x.dtype);
}

import type { Tensor } from '../ir/index.ts';
import type { DType, Shape } from '../tensor/index.ts';
import { broadcastTo } from './broadcast-to.ts';
import { scalar } from './constant.ts';

/**
 * A tensor with `value` everywhere; the shape may be symbolic.
 *
 * @param dtype - @default 'f32'
 * @returns `shape`, in `dtype`
 * @example
 * ```ts
 * import { dim, full } from '@fm/core';
 *
 * String(full([dim('batch'), 3], 1)); // => 'f32[batch, 3]'
 * ```
 */
export function full(shape: Shape, value: number, dtype: DType = 'f32'): Tensor {
  return broadcastTo(scalar(value, dtype), shape);
}

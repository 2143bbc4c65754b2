import type { Tensor } from '../ir/index.ts';
import { equal } from './equal.ts';
import { subtract } from './subtract.ts';

/**
 * Whether each element is neither NaN nor infinite: exactly then `x - x = 0`.
 *
 * @example
 * ```ts
 * import { input, isFinite } from '@fm/core';
 *
 * String(isFinite(input('f32', [2, 3]))); // => 'bool[2, 3]'
 * ```
 */
export function isFinite(x: Tensor): Tensor {
  return equal(subtract(x, x), 0);
}

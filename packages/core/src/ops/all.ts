import type { Tensor } from '../ir/index.ts';
import { any } from './any.ts';
import { requireDomain } from './define/domain.ts';
import type { ReductionOptions } from './define/reduction.ts';
import { logicalNot } from './logical-not.ts';

/**
 * Whether all elements of a `bool` tensor hold, over `axes` (default: all); `true` for an empty group.
 *
 * @throws {ShapeError} when `x` is not `bool` or an axis is out of range
 * @example
 * ```ts
 * import { all, input } from '@fm/core';
 *
 * String(all(input('bool', [2, 3]), -1)); // => 'bool[2]'
 * ```
 */
export function all(x: Tensor, axes?: number | readonly number[], options?: ReductionOptions): Tensor {
  requireDomain('all', x, 'bool');
  return logicalNot(any(logicalNot(x), axes, options));
}

import type { Tensor } from '../ir/index.ts';
import { cast } from './cast.ts';
import { requireDomain } from './define/domain.ts';
import type { ReductionOptions } from './define/reduction.ts';
import { reduceSum } from './reduce-sum.ts';

/**
 * Whether any element of a `bool` tensor holds, over `axes` (default: all); `false` for an empty group.
 *
 * @param x - any shape, `bool`
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; `bool`
 * @throws {ShapeError} when `x` is not `bool` or an axis is out of range
 * @example
 * ```ts
 * import { any, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ mask }: { mask: Tensor }) => ({ y: any(mask, -1) }), { backend: referenceBackend() });
 * const { y } = await run({ mask: hostTensor('bool', [0, 1, 0, 0], [2, 2]) });
 * (await y.read()).data; // => Uint8Array [1, 0]
 * ```
 */
export function any(x: Tensor, axes?: number | readonly number[], options?: ReductionOptions): Tensor {
  requireDomain('any', x, 'bool');
  return cast(reduceSum(cast(x, 'i32'), axes, options), 'bool');
}

import type { Tensor } from '../ir/index.ts';
import { any } from './any.ts';
import { requireDomain } from './define/domain.ts';
import type { ReductionOptions } from './define/reduction.ts';
import { logicalNot } from './logical-not.ts';

/**
 * Whether all elements of a `bool` tensor hold, over `axes` (default: all); `true` for an empty group.
 *
 * @param x - any shape, `bool`
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; `bool`
 * @throws {ShapeError} when `x` is not `bool` or an axis is out of range
 * @example
 * ```ts
 * import { all, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ mask }: { mask: Tensor }) => ({ y: all(mask, -1) }), { backend: referenceBackend() });
 * const { y } = await run({ mask: hostTensor('bool', [1, 1, 1, 0], [2, 2]) });
 * (await y.read()).data; // => Uint8Array [1, 0]
 * ```
 */
export function all(x: Tensor, axes?: number | readonly number[], options?: ReductionOptions): Tensor {
  requireDomain('all', x, 'bool');
  return logicalNot(any(logicalNot(x), axes, options));
}

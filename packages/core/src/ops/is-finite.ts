import type { Tensor } from '../ir/index.ts';
import { equal } from './equal.ts';
import { subtract } from './subtract.ts';

/**
 * Whether each element is neither NaN nor infinite: exactly then `x - x = 0`.
 *
 * @param x - any shape, any dtype but `bool`
 * @returns `bool`, the shape of `x`
 * @example
 * ```ts
 * import { compile, hostTensor, isFinite, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: isFinite(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, Infinity, NaN]) });
 * (await y.read()).data; // => Uint8Array [1, 0, 0]
 * ```
 */
export function isFinite(x: Tensor): Tensor {
  return equal(subtract(x, x), 0);
}

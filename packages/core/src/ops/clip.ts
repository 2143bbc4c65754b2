import type { Tensor } from '../ir/index.ts';
import type { Operand } from './define/operand.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';

/**
 * `min(max(x, low), high)`, elementwise; a bound that is left out does not bind. The gradient passes where `x` lies in
 * `[low, high]`.
 *
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { clip, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ gradient }: { gradient: Tensor }) => ({ y: clip(gradient, { low: -1, high: 1 }) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ gradient: hostTensor('f32', [-3, 0.5, 2]) });
 * (await y.read()).data; // => Float32Array [-1, 0.5, 1]
 * ```
 */
export function clip(x: Tensor, { low, high }: { readonly low?: Operand; readonly high?: Operand }): Tensor {
  const raised = low === undefined ? x : maximum(x, low);
  return high === undefined ? raised : minimum(raised, high);
}

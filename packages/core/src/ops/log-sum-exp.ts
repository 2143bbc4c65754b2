import type { Tensor } from '../ir/index.ts';
import { normalizeAxes } from '../tensor/index.ts';
import { add } from './add.ts';
import { type ReductionOptions, reducedShape } from './define/reduction.ts';
import { exp } from './exp.ts';
import { isFinite } from './is-finite.ts';
import { log } from './log.ts';
import { reduceMax } from './reduce-max.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { stopGradient } from './stop-gradient.ts';
import { subtract } from './subtract.ts';
import { where } from './where.ts';

/**
 * `log Σ eˣ` over `axes` (default: all), without overflow; -∞ where every element is -∞.
 *
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor, an axis is out of range or there is nothing to sum
 * @example
 * ```ts
 * import { compile, hostTensor, logSumExp, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: logSumExp(x, -1) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [100, 100]) });
 * (await y.read()).data; // => Float32Array [100.7]
 * ```
 */
export function logSumExp(
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false }: ReductionOptions = {},
): Tensor {
  // The shift cancels, so it carries no gradient.
  const largest = stopGradient(reduceMax(x, axes, { keepDims: true }));
  const shift = where(isFinite(largest), largest, 0);
  const y = add(log(reduceSum(exp(subtract(x, shift)), axes, { keepDims: true })), shift);
  return keepDims ? y : reshape(y, reducedShape(x.shape, normalizeAxes(axes, x.rank, 'logSumExp'), false));
}

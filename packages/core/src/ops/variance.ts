import type { Tensor } from '../ir/index.ts';
import { isConcrete, normalizeAxes, sizeOf } from '../tensor/index.ts';
import type { ReductionOptions } from './define/reduction.ts';
import { dimensionSize } from './dimension-size.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';
import { reduceMean } from './reduce-mean.ts';
import { reduceSum } from './reduce-sum.ts';
import { square } from './square.ts';
import { subtract } from './subtract.ts';

/** Options of {@link variance} and `standardDeviation`. */
export interface VarianceOptions extends ReductionOptions {
  /** Subtracted from the number of elements in the denominator: 1 gives the unbiased estimate. @default 0 */
  readonly correction?: number;
}

/**
 * Variance over `axes` (default: all): `Σ (x - mean)² / (n - correction)`.
 *
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor, an axis is out of range or there is nothing to average
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor, variance } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: variance(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [2, 4, 4, 4, 5, 5, 7, 9]) });
 * (await y.read()).data; // => Float32Array [4]
 * ```
 */
export function variance(
  x: Tensor,
  axes?: number | readonly number[],
  { keepDims = false, correction = 0 }: VarianceOptions = {},
): Tensor {
  const squares = square(subtract(x, reduceMean(x, axes, { keepDims: true })));
  if (correction === 0) return reduceMean(squares, axes, { keepDims });
  const over = normalizeAxes(axes, x.rank, 'variance');
  const counted = x.shape.filter((_, i) => over.includes(i));
  const sum = reduceSum(squares, axes, { keepDims });
  return isConcrete(counted)
    ? multiply(sum, 1 / (sizeOf(counted) - correction))
    : divide(sum, subtract(dimensionSize(sizeOf(counted), x.dtype), correction));
}

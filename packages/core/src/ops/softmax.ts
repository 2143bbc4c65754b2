import type { OpDef, Tensor } from '../ir/index.ts';
import { type AxisAttributes, defineNormalizing, normalizingFunction } from './define/normalizing.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { subtract } from './subtract.ts';

/** `eˣ / Σ eˣ` along one axis. */
export const softmaxOp: OpDef<AxisAttributes> = defineNormalizing({
  name: 'softmax',
  onnx: 'Softmax',
  evaluate(group) {
    const largest = group.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = group.map((value) => Math.exp(value - largest));
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / total);
  },
  gradient: (cotangent, y, axis) =>
    multiply(y, subtract(cotangent, reduceSum(multiply(cotangent, y), axis, { keepDims: true }))),
});

/**
 * Probabilities along `axis`: `eˣ / Σ eˣ`.
 *
 * @param x - any shape, floating point
 * @param axis - @default -1
 * @throws {ShapeError} when `x` is not a floating-point tensor or has no such axis
 * @example
 * ```ts
 * import { input, softmax } from '@fm/core';
 *
 * String(softmax(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const softmax: (x: Tensor, axis?: number) => Tensor = normalizingFunction(softmaxOp);

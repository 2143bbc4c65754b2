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
 * import { compile, hostTensor, referenceBackend, softmax, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ logits }: { logits: Tensor }) => ({ y: softmax(logits) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ logits: hostTensor('f32', [1, 2, 3, -Infinity]) });
 * (await y.read()).data; // => Float32Array [0.09003, 0.2447, 0.6652, 0]
 * ```
 */
export const softmax: (x: Tensor, axis?: number) => Tensor = normalizingFunction(softmaxOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { type AxisAttributes, defineNormalizing, normalizingFunction } from './define/normalizing.ts';
import { exp } from './exp.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { subtract } from './subtract.ts';

/** `x − log Σ eˣ` along one axis. */
export const logSoftmaxOp: OpDef<AxisAttributes> = defineNormalizing({
  name: 'logSoftmax',
  onnx: 'LogSoftmax',
  evaluate(group) {
    const largest = group.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = group.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    return group.map((value) => value - largest - Math.log(total));
  },
  gradient: (cotangent, y, axis) =>
    subtract(cotangent, multiply(exp(y), reduceSum(cotangent, axis, { keepDims: true }))),
});

/**
 * Log-probabilities along `axis`: `x − log Σ eˣ`.
 *
 * @param x - any shape, floating point
 * @param axis - @default -1
 * @throws {ShapeError} when `x` is not a floating-point tensor or has no such axis
 * @example
 * ```ts
 * import { compile, hostTensor, logSoftmax, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ logits }: { logits: Tensor }) => ({ y: logSoftmax(logits) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ logits: hostTensor('f32', [1, 2, 3]) });
 * (await y.read()).data; // => Float32Array [-2.408, -1.408, -0.4076]
 * ```
 */
export const logSoftmax: (x: Tensor, axis?: number) => Tensor = normalizingFunction(logSoftmaxOp);

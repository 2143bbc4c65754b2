import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** `1 / (1 + e⁻ˣ)`, elementwise. */
export const sigmoidOp: OpDef = defineUnary({
  name: 'sigmoid',
  onnx: 'Sigmoid',
  evaluate: (x) => 1 / (1 + Math.exp(-x)),
  gradient: (cotangent, _, y) => multiply(cotangent, multiply(y, subtract(1, y))),
});

/**
 * `1 / (1 + e⁻ˣ)`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, sigmoid, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: sigmoid(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-2, 0, 2]) });
 * (await y.read()).data; // => Float32Array [0.1192, 0.5, 0.8808]
 * ```
 */
export const sigmoid: (x: Tensor) => Tensor = unaryFunction(sigmoidOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { sigmoid } from './sigmoid.ts';

/** `log(1 + eˣ)`, elementwise. */
export const softplusOp: OpDef = defineUnary({
  name: 'softplus',
  onnx: 'Softplus',
  evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: (cotangent, x) => multiply(cotangent, sigmoid(x)),
});

/**
 * `log(1 + eˣ)`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, softplus, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: softplus(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-10, 0, 100]) });
 * (await y.read()).data; // => Float32Array [0.0000454, 0.6931, 100]
 * ```
 */
export const softplus: (x: Tensor) => Tensor = unaryFunction(softplusOp);

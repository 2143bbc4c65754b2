import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';

/** `eˣ`, elementwise. */
export const expOp: OpDef = defineUnary({
  name: 'exp',
  onnx: 'Exp',
  evaluate: Math.exp,
  gradient: (cotangent, _, y) => multiply(cotangent, y),
});

/**
 * `eˣ`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, exp, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: exp(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-Infinity, 0, 1]) });
 * (await y.read()).data; // => Float32Array [0, 1, 2.718]
 * ```
 */
export const exp: (x: Tensor) => Tensor = unaryFunction(expOp);

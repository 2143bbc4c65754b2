import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';

/** `x²`, elementwise. */
export const squareOp: OpDef = defineUnary({
  name: 'square',
  onnx: (context, x) => context.node('Mul', [x, x]),
  evaluate: (x) => x * x,
  gradient: (cotangent, x) => multiply(cotangent, multiply(x, 2)),
});

/**
 * `x²`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, square, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: square(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-3, 0.5]) });
 * (await y.read()).data; // => Float32Array [9, 0.25]
 * ```
 */
export const square: (x: Tensor) => Tensor = unaryFunction(squareOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { cos } from './cos.ts';
import { multiply } from './multiply.ts';

/** The sine of `x` (radians), elementwise. */
export const sinOp: OpDef = defineUnary({
  name: 'sin',
  onnx: 'Sin',
  evaluate: Math.sin,
  gradient: (cotangent, x) => multiply(cotangent, cos(x)),
});

/**
 * The sine of `x` (radians), elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, sin, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: sin(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [0, Math.PI / 6, Math.PI / 2]) });
 * (await y.read()).data; // => Float32Array [0, 0.5, 1]
 * ```
 */
export const sin: (x: Tensor) => Tensor = unaryFunction(sinOp);

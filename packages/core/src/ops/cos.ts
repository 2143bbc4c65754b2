import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { sin } from './sin.ts';

/** The cosine of `x` (radians), elementwise. */
export const cosOp: OpDef = defineUnary({
  name: 'cos',
  onnx: 'Cos',
  evaluate: Math.cos,
  gradient: (cotangent, x) => negate(multiply(cotangent, sin(x))),
});

/**
 * The cosine of `x` (radians), elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, cos, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: cos(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [0, Math.PI / 3, Math.PI]) });
 * (await y.read()).data; // => Float32Array [1, 0.5, -1]
 * ```
 */
export const cos: (x: Tensor) => Tensor = unaryFunction(cosOp);

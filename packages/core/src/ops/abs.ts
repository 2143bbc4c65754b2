import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { sign } from './sign.ts';

/** `|x|`, elementwise. */
export const absOp: OpDef = defineUnary({
  name: 'abs',
  onnx: 'Abs',
  domain: 'number',
  evaluate: Math.abs,
  gradient: (cotangent, x) => multiply(cotangent, sign(x)),
});

/**
 * `|x|`, elementwise. The gradient at 0 is 0.
 *
 * @param x - any shape, any dtype but `bool`
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a tensor of numbers
 * @example
 * ```ts
 * import { abs, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: abs(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1.5, 0, 2]) });
 * (await y.read()).data; // => Float32Array [1.5, 0, 2]
 * ```
 */
export const abs: (x: Tensor) => Tensor = unaryFunction(absOp);

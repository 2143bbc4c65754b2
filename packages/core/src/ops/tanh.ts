import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { square } from './square.ts';
import { subtract } from './subtract.ts';

/** The hyperbolic tangent of `x`, elementwise. */
export const tanhOp: OpDef = defineUnary({
  name: 'tanh',
  onnx: 'Tanh',
  evaluate: Math.tanh,
  gradient: (cotangent, _, y) => multiply(cotangent, subtract(1, square(y))),
});

/**
 * The hyperbolic tangent of `x`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, tanh, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: tanh(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0, 1]) });
 * (await y.read()).data; // => Float32Array [-0.7616, 0, 0.7616]
 * ```
 */
export const tanh: (x: Tensor) => Tensor = unaryFunction(tanhOp);

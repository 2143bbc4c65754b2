import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';

/** `√x`, elementwise. */
export const sqrtOp: OpDef = defineUnary({
  name: 'sqrt',
  onnx: 'Sqrt',
  evaluate: Math.sqrt,
  gradient: (cotangent, _, y) => divide(multiply(cotangent, 0.5), y),
});

/**
 * `√x`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, sqrt, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: sqrt(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [0, 2, 9]) });
 * (await y.read()).data; // => Float32Array [0, 1.414, 3]
 * ```
 */
export const sqrt: (x: Tensor) => Tensor = unaryFunction(sqrtOp);

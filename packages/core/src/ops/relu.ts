import type { OpDef, Tensor } from '../ir/index.ts';
import { cast } from './cast.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { greater } from './greater.ts';
import { multiply } from './multiply.ts';

/** `max(x, 0)`, elementwise. */
export const reluOp: OpDef = defineUnary({
  name: 'relu',
  onnx: 'Relu',
  evaluate: (x) => (x < 0 ? 0 : x),
  // A product with 0 or 1 is cheaper than a choice.
  gradient: (cotangent, _, y) => multiply(cotangent, cast(greater(y, 0), y.dtype)),
});

/**
 * `max(x, 0)`, elementwise. The gradient at 0 is 0.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, relu, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: relu(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0, 2]) });
 * (await y.read()).data; // => Float32Array [0, 0, 2]
 * ```
 */
export const relu: (x: Tensor) => Tensor = unaryFunction(reluOp);

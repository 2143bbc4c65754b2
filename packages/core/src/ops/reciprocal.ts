import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { square } from './square.ts';

/** `1 / x`, elementwise. */
export const reciprocalOp: OpDef = defineUnary({
  name: 'reciprocal',
  onnx: 'Reciprocal',
  evaluate: (x) => 1 / x,
  gradient: (cotangent, _, y) => negate(multiply(cotangent, square(y))),
});

/**
 * `1 / x`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, reciprocal, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: reciprocal(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [2, -4, 0]) });
 * (await y.read()).data; // => Float32Array [0.5, -0.25, Infinity]
 * ```
 */
export const reciprocal: (x: Tensor) => Tensor = unaryFunction(reciprocalOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** `-x`, elementwise. */
export const negateOp: OpDef = defineUnary({
  name: 'negate',
  onnx: 'Neg',
  domain: 'number',
  evaluate: (x) => -x,
  gradient: (cotangent) => negate(cotangent),
});

/**
 * `-x`, elementwise.
 *
 * @param x - any shape, any dtype but `bool`
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a tensor of numbers
 * @example
 * ```ts
 * import { compile, hostTensor, negate, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: negate(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0.5]) });
 * (await y.read()).data; // => Float32Array [1, -0.5]
 * ```
 */
export const negate: (x: Tensor) => Tensor = unaryFunction(negateOp);

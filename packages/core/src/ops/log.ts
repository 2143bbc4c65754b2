import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { divide } from './divide.ts';

/** The natural logarithm of `x`, elementwise. */
export const logOp: OpDef = defineUnary({
  name: 'log',
  onnx: 'Log',
  evaluate: Math.log,
  gradient: (cotangent, x) => divide(cotangent, x),
});

/**
 * The natural logarithm of `x`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, log, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: log(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, Math.E, 0]) });
 * (await y.read()).data; // => Float32Array [0, 1, -Infinity]
 * ```
 */
export const log: (x: Tensor) => Tensor = unaryFunction(logOp);

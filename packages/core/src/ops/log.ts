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
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, log } from '@fm/core';
 *
 * String(log(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const log: (x: Tensor) => Tensor = unaryFunction(logOp);

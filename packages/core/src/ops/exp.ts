import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';

/** `eˣ`, elementwise. */
export const expOp: OpDef = defineUnary({
  name: 'exp',
  onnx: 'Exp',
  evaluate: Math.exp,
  gradient: (cotangent, _, y) => multiply(cotangent, y),
});

/**
 * `eˣ`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, exp } from '@fm/core';
 *
 * String(exp(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const exp: (x: Tensor) => Tensor = unaryFunction(expOp);

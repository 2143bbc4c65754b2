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
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, cos } from '@fm/core';
 *
 * String(cos(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const cos: (x: Tensor) => Tensor = unaryFunction(cosOp);

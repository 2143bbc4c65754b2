import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { cos } from './cos.ts';
import { multiply } from './multiply.ts';

/** The sine of `x` (radians), elementwise. */
export const sinOp: OpDef = defineUnary({
  name: 'sin',
  onnx: 'Sin',
  evaluate: Math.sin,
  gradient: (cotangent, x) => multiply(cotangent, cos(x)),
});

/**
 * The sine of `x` (radians), elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, sin } from '@fm/core';
 *
 * String(sin(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const sin: (x: Tensor) => Tensor = unaryFunction(sinOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';

/** `x²`, elementwise. */
export const squareOp: OpDef = defineUnary({
  name: 'square',
  onnx: (context, x) => context.node('Mul', [x, x]),
  evaluate: (x) => x * x,
  gradient: (cotangent, x) => multiply(cotangent, multiply(x, 2)),
});

/**
 * `x²`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, square } from '@fm/core';
 *
 * String(square(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const square: (x: Tensor) => Tensor = unaryFunction(squareOp);

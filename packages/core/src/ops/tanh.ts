import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { square } from './square.ts';
import { subtract } from './subtract.ts';

/** The hyperbolic tangent of `x`, elementwise. */
export const tanhOp: OpDef = defineUnary({
  name: 'tanh',
  onnx: 'Tanh',
  evaluate: Math.tanh,
  gradient: (cotangent, _, y) => multiply(cotangent, subtract(1, square(y))),
});

/**
 * The hyperbolic tangent of `x`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, tanh } from '@fm/core';
 *
 * String(tanh(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const tanh: (x: Tensor) => Tensor = unaryFunction(tanhOp);

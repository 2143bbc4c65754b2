import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';

/** `√x`, elementwise. */
export const sqrtOp: OpDef = defineUnary({
  name: 'sqrt',
  onnx: 'Sqrt',
  evaluate: Math.sqrt,
  gradient: (cotangent, _, y) => divide(multiply(cotangent, 0.5), y),
});

/**
 * `√x`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, sqrt } from '@fm/core';
 *
 * String(sqrt(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const sqrt: (x: Tensor) => Tensor = unaryFunction(sqrtOp);

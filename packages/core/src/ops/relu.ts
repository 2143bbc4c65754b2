import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { greater } from './greater.ts';
import { where } from './where.ts';

/** `max(x, 0)`, elementwise. */
export const reluOp: OpDef = defineUnary({
  name: 'relu',
  onnx: 'Relu',
  evaluate: (x) => (x < 0 ? 0 : x),
  gradient: (cotangent, _, y) => where(greater(y, 0), cotangent, 0),
});

/**
 * `max(x, 0)`, elementwise. The gradient at 0 is 0.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, relu } from '@fm/core';
 *
 * String(relu(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const relu: (x: Tensor) => Tensor = unaryFunction(reluOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** Whether an element is NaN. */
export const isNaNOp: OpDef = defineUnary({
  name: 'isNaN',
  onnx: 'IsNaN',
  evaluate: (x) => (Number.isNaN(x) ? 1 : 0),
  result: 'bool',
});

/**
 * Whether each element is NaN.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, isNaN } from '@fm/core';
 *
 * String(isNaN(input('f32', [2, 3]))); // => 'bool[2, 3]'
 * ```
 */
export const isNaN: (x: Tensor) => Tensor = unaryFunction(isNaNOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** Whether an element is +∞ or -∞. */
export const isInfiniteOp: OpDef = defineUnary({
  name: 'isInfinite',
  onnx: 'IsInf',
  evaluate: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? 1 : 0),
  result: 'bool',
});

/**
 * Whether each element is +∞ or -∞.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, isInfinite } from '@fm/core';
 *
 * String(isInfinite(input('f32', [2, 3]))); // => 'bool[2, 3]'
 * ```
 */
export const isInfinite: (x: Tensor) => Tensor = unaryFunction(isInfiniteOp);

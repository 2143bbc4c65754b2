import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** The smallest integer `≥ x`, elementwise. */
export const ceilOp: OpDef = defineUnary({
  name: 'ceil',
  onnx: 'Ceil',
  evaluate: Math.ceil,
});

/**
 * The smallest integer `≥ x`, elementwise. Its gradient is taken as 0.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, ceil } from '@fm/core';
 *
 * String(ceil(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const ceil: (x: Tensor) => Tensor = unaryFunction(ceilOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** `-x`, elementwise. */
export const negateOp: OpDef = defineUnary({
  name: 'negate',
  onnx: 'Neg',
  domain: 'number',
  evaluate: (x) => -x,
  gradient: (cotangent) => negate(cotangent),
});

/**
 * `-x`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a tensor of numbers
 * @example
 * ```ts
 * import { input, negate } from '@fm/core';
 *
 * String(negate(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const negate: (x: Tensor) => Tensor = unaryFunction(negateOp);

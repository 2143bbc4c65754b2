import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { square } from './square.ts';

/** `1 / x`, elementwise. */
export const reciprocalOp: OpDef = defineUnary({
  name: 'reciprocal',
  onnx: 'Reciprocal',
  evaluate: (x) => 1 / x,
  gradient: (cotangent, _, y) => negate(multiply(cotangent, square(y))),
});

/**
 * `1 / x`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, reciprocal } from '@fm/core';
 *
 * String(reciprocal(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const reciprocal: (x: Tensor) => Tensor = unaryFunction(reciprocalOp);

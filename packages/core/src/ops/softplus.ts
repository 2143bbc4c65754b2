import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { sigmoid } from './sigmoid.ts';

/** `log(1 + eˣ)`, elementwise. */
export const softplusOp: OpDef = defineUnary({
  name: 'softplus',
  onnx: 'Softplus',
  evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: (cotangent, x) => multiply(cotangent, sigmoid(x)),
});

/**
 * `log(1 + eˣ)`, elementwise.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, softplus } from '@fm/core';
 *
 * String(softplus(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const softplus: (x: Tensor) => Tensor = unaryFunction(softplusOp);

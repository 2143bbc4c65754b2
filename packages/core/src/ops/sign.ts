import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** The sign of `x`: -1, 0 or 1, elementwise. */
export const signOp: OpDef = defineUnary({
  name: 'sign',
  onnx: 'Sign',
  domain: 'number',
  evaluate: Math.sign,
});

/**
 * The sign of `x`: -1, 0 or 1, elementwise. Its gradient is taken as 0.
 *
 * @throws {ShapeError} when `x` is not a tensor of numbers
 * @example
 * ```ts
 * import { input, sign } from '@fm/core';
 *
 * String(sign(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const sign: (x: Tensor) => Tensor = unaryFunction(signOp);

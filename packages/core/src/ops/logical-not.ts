import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** `¬x`, elementwise. */
export const logicalNotOp: OpDef = defineUnary({
  name: 'logicalNot',
  onnx: 'Not',
  domain: 'bool',
  evaluate: (x) => 1 - x,
});

/**
 * `¬x` of a `bool` tensor, elementwise.
 *
 * @throws {ShapeError} when `x` is not a bool tensor
 * @example
 * ```ts
 * import { input, logicalNot } from '@fm/core';
 *
 * String(logicalNot(input('bool', [2, 3]))); // => 'bool[2, 3]'
 * ```
 */
export const logicalNot: (x: Tensor) => Tensor = unaryFunction(logicalNotOp);

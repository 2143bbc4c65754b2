import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';

/** `a ∧ b`, elementwise. */
export const logicalAndOp: OpDef = defineBinary({
  name: 'logicalAnd',
  onnx: 'And',
  domain: 'bool',
  evaluate: (a, b) => a * b,
});

/**
 * `a ∧ b` of two `bool` tensors, elementwise with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast or a dtype is not `bool`
 * @example
 * ```ts
 * import { input, logicalAnd } from '@fm/core';
 *
 * String(logicalAnd(input('bool', [2, 1]), input('bool', [3]))); // => 'bool[2, 3]'
 * ```
 */
export const logicalAnd: (a: Tensor, b: Tensor) => Tensor = binaryFunction(logicalAndOp);

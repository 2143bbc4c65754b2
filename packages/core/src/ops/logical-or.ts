import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';

/** `a ∨ b`, elementwise. */
export const logicalOrOp: OpDef = defineBinary({
  name: 'logicalOr',
  onnx: 'Or',
  domain: 'bool',
  evaluate: (a, b) => Math.max(a, b),
});

/**
 * `a ∨ b` of two `bool` tensors, elementwise with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast or a dtype is not `bool`
 * @example
 * ```ts
 * import { input, logicalOr } from '@fm/core';
 *
 * String(logicalOr(input('bool', [2, 1]), input('bool', [3]))); // => 'bool[2, 3]'
 * ```
 */
export const logicalOr: (a: Tensor, b: Tensor) => Tensor = binaryFunction(logicalOrOp);

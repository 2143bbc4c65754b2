import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';

/** `a + b`, elementwise. */
export const addOp: OpDef = defineBinary({
  name: 'add',
  onnx: 'Add',
  evaluate: (a, b) => a + b,
  gradients: [(cotangent) => cotangent, (cotangent) => cotangent],
});

/**
 * `a + b`, elementwise with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { add, input } from '@fm/core';
 *
 * String(add(input('f32', [2, 3]), 1)); // => 'f32[2, 3]'
 * ```
 */
export const add: (a: Operand, b: Operand) => Tensor = binaryFunction(addOp);

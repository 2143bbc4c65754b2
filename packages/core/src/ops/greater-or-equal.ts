import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';

/** `a ≥ b`, elementwise. */
export const greaterOrEqualOp: OpDef = defineBinary({
  name: 'greaterOrEqual',
  onnx: 'GreaterOrEqual',
  evaluate: (a, b) => (a >= b ? 1 : 0),
  result: 'bool',
});

/**
 * Whether `a ≥ b`, elementwise with broadcasting; `false` where either is NaN.
 *
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { input, greaterOrEqual } from '@fm/core';
 *
 * String(greaterOrEqual(input('f32', [2, 3]), 0)); // => 'bool[2, 3]'
 * ```
 */
export const greaterOrEqual: (a: Operand, b: Operand) => Tensor = binaryFunction(greaterOrEqualOp);

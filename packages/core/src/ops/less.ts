import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';

/** `a < b`, elementwise. */
export const lessOp: OpDef = defineBinary({
  name: 'less',
  onnx: 'Less',
  evaluate: (a, b) => (a < b ? 1 : 0),
  result: 'bool',
});

/**
 * Whether `a < b`, elementwise with broadcasting; `false` where either is NaN.
 *
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { input, less } from '@fm/core';
 *
 * String(less(input('f32', [2, 3]), 0)); // => 'bool[2, 3]'
 * ```
 */
export const less: (a: Operand, b: Operand) => Tensor = binaryFunction(lessOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { lessOrEqual } from './less-or-equal.ts';
import { where } from './where.ts';

/** The smaller of `a` and `b`, elementwise. */
export const minimumOp: OpDef = defineBinary({
  name: 'minimum',
  onnx: 'Min',
  evaluate: (a, b) => Math.min(a, b),
  gradients: [
    (cotangent, a, b) => where(lessOrEqual(a, b), cotangent, 0),
    (cotangent, a, b) => where(lessOrEqual(a, b), 0, cotangent),
  ],
});

/**
 * The smaller of `a` and `b`, elementwise with broadcasting. NaN wins; where both are equal, the gradient goes to `a`.
 *
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { input, minimum } from '@fm/core';
 *
 * String(minimum(input('f32', [2, 3]), 1)); // => 'f32[2, 3]'
 * ```
 */
export const minimum: (a: Operand, b: Operand) => Tensor = binaryFunction(minimumOp);

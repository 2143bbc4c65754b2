import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { greaterOrEqual } from './greater-or-equal.ts';
import { where } from './where.ts';

/** The larger of `a` and `b`, elementwise. */
export const maximumOp: OpDef = defineBinary({
  name: 'maximum',
  onnx: 'Max',
  evaluate: (a, b) => Math.max(a, b),
  gradients: [
    (cotangent, a, b) => where(greaterOrEqual(a, b), cotangent, 0),
    (cotangent, a, b) => where(greaterOrEqual(a, b), 0, cotangent),
  ],
});

/**
 * The larger of `a` and `b`, elementwise with broadcasting. NaN wins; where both are equal, the gradient goes to `a`.
 *
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { input, maximum } from '@fm/core';
 *
 * String(maximum(input('f32', [2, 3]), 0)); // => 'f32[2, 3]'
 * ```
 */
export const maximum: (a: Operand, b: Operand) => Tensor = binaryFunction(maximumOp);

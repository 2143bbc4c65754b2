import type { Tensor } from '../ir/index.ts';
import type { Operand } from './define/operand.ts';
import { equal } from './equal.ts';
import { logicalNot } from './logical-not.ts';

/**
 * Whether `a ≠ b`, elementwise with broadcasting; `true` where either is NaN.
 *
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { input, notEqual } from '@fm/core';
 *
 * String(notEqual(input('i64', [2, 3]), 0)); // => 'bool[2, 3]'
 * ```
 */
export function notEqual(a: Operand, b: Operand): Tensor {
  return logicalNot(equal(a, b));
}

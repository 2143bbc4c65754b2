import type { Tensor } from '../ir/index.ts';
import type { Operand } from './define/operand.ts';
import { equal } from './equal.ts';
import { logicalNot } from './logical-not.ts';

/**
 * Whether `a ≠ b`, elementwise with broadcasting; `true` where either is NaN.
 *
 * @returns `bool`, the shape both broadcast to; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, notEqual, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ ids }: { ids: Tensor }) => ({ y: notEqual(ids, 0) }), { backend: referenceBackend() });
 * const { y } = await run({ ids: hostTensor('i64', [7, 3, 0]) });
 * (await y.read()).data; // => Uint8Array [1, 1, 0]
 * ```
 */
export function notEqual(a: Operand, b: Operand): Tensor {
  return logicalNot(equal(a, b));
}

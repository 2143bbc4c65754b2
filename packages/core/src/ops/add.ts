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
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { add, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x, bias }: { x: Tensor; bias: Tensor }) => ({ y: add(x, bias) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   x: hostTensor('f32', [1, 2, 3, 4, 5, 6], [2, 3]),
 *   bias: hostTensor('f32', [10, 20, 30]),
 * });
 * (await y.read()).data; // => Float32Array [11, 22, 33, 14, 25, 36]
 * ```
 */
export const add: (a: Operand, b: Operand) => Tensor = binaryFunction(addOp);

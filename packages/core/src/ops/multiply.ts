import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';

/** `a · b`, elementwise. */
export const multiplyOp: OpDef = defineBinary({
  name: 'multiply',
  onnx: 'Mul',
  evaluate: (a, b, dtype) => (dtype === 'i32' ? Math.imul(a, b) : a * b),
  gradients: [(cotangent, _, b) => multiply(cotangent, b), (cotangent, a) => multiply(cotangent, a)],
});

/**
 * `a · b`, elementwise with broadcasting. Products of `i32` wrap around.
 *
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, multiply, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x, mask }: { x: Tensor; mask: Tensor }) => ({ y: multiply(x, mask) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   x: hostTensor('f32', [1, 2, 3, 4, 5, 6], [2, 3]),
 *   mask: hostTensor('f32', [1, 0], [2, 1]),
 * });
 * (await y.read()).data; // => Float32Array [1, 2, 3, 0, 0, 0]
 * ```
 */
export const multiply: (a: Operand, b: Operand) => Tensor = binaryFunction(multiplyOp);

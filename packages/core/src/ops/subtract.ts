import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { negate } from './negate.ts';

/** `a - b`, elementwise. */
export const subtractOp: OpDef = defineBinary({
  name: 'subtract',
  onnx: 'Sub',
  evaluate: (a, b) => a - b,
  gradients: [(cotangent) => cotangent, (cotangent) => negate(cotangent)],
});

/**
 * `a - b`, elementwise with broadcasting.
 *
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, subtract, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x, mean }: { x: Tensor; mean: Tensor }) => ({ y: subtract(x, mean) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   x: hostTensor('f32', [1, 3, 10, 30], [2, 2]),
 *   mean: hostTensor('f32', [2, 20], [2, 1]),
 * });
 * (await y.read()).data; // => Float32Array [-1, 1, -10, 10]
 * ```
 */
export const subtract: (a: Operand, b: Operand) => Tensor = binaryFunction(subtractOp);

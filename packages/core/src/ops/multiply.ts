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
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { input, multiply } from '@fm/core';
 *
 * String(multiply(input('f32', [2, 3]), 0.5)); // => 'f32[2, 3]'
 * ```
 */
export const multiply: (a: Operand, b: Operand) => Tensor = binaryFunction(multiplyOp);

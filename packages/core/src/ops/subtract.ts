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
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { input, subtract } from '@fm/core';
 *
 * String(subtract(input('f32', [2, 3]), 1)); // => 'f32[2, 3]'
 * ```
 */
export const subtract: (a: Operand, b: Operand) => Tensor = binaryFunction(subtractOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** The largest integer `≤ x`, elementwise. */
export const floorOp: OpDef = defineUnary({
  name: 'floor',
  onnx: 'Floor',
  evaluate: Math.floor,
});

/**
 * The largest integer `≤ x`, elementwise. Its gradient is taken as 0.
 *
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { input, floor } from '@fm/core';
 *
 * String(floor(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export const floor: (x: Tensor) => Tensor = unaryFunction(floorOp);

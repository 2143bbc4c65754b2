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
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, floor, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: floor(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1.5, 0.2, 2]) });
 * (await y.read()).data; // => Float32Array [-2, 0, 2]
 * ```
 */
export const floor: (x: Tensor) => Tensor = unaryFunction(floorOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** The smallest integer `≥ x`, elementwise. */
export const ceilOp: OpDef = defineUnary({
  name: 'ceil',
  onnx: 'Ceil',
  evaluate: Math.ceil,
});

/**
 * The smallest integer `≥ x`, elementwise. Its gradient is taken as 0.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { ceil, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: ceil(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1.5, 0.2, 2]) });
 * (await y.read()).data; // => Float32Array [-1, 1, 2]
 * ```
 */
export const ceil: (x: Tensor) => Tensor = unaryFunction(ceilOp);

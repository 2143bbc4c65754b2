import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** Whether an element is NaN. */
export const isNaNOp: OpDef = defineUnary({
  name: 'isNaN',
  onnx: 'IsNaN',
  evaluate: (x) => (Number.isNaN(x) ? 1 : 0),
  result: 'bool',
});

/**
 * Whether each element is NaN.
 *
 * @param x - any shape, floating point
 * @returns `bool`, the shape of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, isNaN, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: isNaN(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, Infinity, NaN]) });
 * (await y.read()).data; // => Uint8Array [0, 0, 1]
 * ```
 */
export const isNaN: (x: Tensor) => Tensor = unaryFunction(isNaNOp);

import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** Whether an element is +∞ or -∞. */
export const isInfiniteOp: OpDef = defineUnary({
  name: 'isInfinite',
  onnx: 'IsInf',
  evaluate: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? 1 : 0),
  result: 'bool',
});

/**
 * Whether each element is +∞ or -∞.
 *
 * @param x - any shape, floating point
 * @returns `bool`, the shape of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, isInfinite, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: isInfinite(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, -Infinity, NaN]) });
 * (await y.read()).data; // => Uint8Array [0, 1, 0]
 * ```
 */
export const isInfinite: (x: Tensor) => Tensor = unaryFunction(isInfiniteOp);

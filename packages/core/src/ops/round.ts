import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** The nearest integer, ties to even, elementwise. */
export const roundOp: OpDef = defineUnary({ name: 'round', onnx: 'Round', evaluate: roundToEven });

/**
 * The integer nearest to `x`, ties to even, elementwise. Its gradient is taken as 0.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, round, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: round(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [0.5, 1.5, 2.4]) });
 * (await y.read()).data; // => Float32Array [0, 2, 2]
 * ```
 */
export const round: (x: Tensor) => Tensor = unaryFunction(roundOp);

function roundToEven(x: number): number {
  const low = Math.floor(x);
  const isTie = x - low === 0.5;
  return isTie ? low + Math.abs(low % 2) : Math.round(x);
}

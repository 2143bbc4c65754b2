import type { OpDef } from '../ir/index.ts';
import { extremumVjp } from './define/extremum-vjp.ts';
import {
  defineReduction,
  type Reduction,
  type ReductionAttributes,
  reductionFunction,
} from './define/reduction.ts';

/** Largest element over some axes. */
export const reduceMaxOp: OpDef<ReductionAttributes> = defineReduction({
  name: 'reduceMax',
  onnx: 'ReduceMax',
  needsElements: true,
  evaluate: (group) => group.reduce((a, b) => Math.max(a, b)),
  vjp: extremumVjp,
});

/**
 * Largest element over `axes` (default: all). Elements that are equal share the gradient.
 *
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is `bool`, an axis is out of range or there is nothing to compare
 * @example
 * ```ts
 * import { compile, hostTensor, reduceMax, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: reduceMax(x, -1) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 9, 3, 4, -5, 6], [2, 3]) });
 * (await y.read()).data; // => Float32Array [9, 6]
 * ```
 */
export const reduceMax: Reduction = reductionFunction(reduceMaxOp);

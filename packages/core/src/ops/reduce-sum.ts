import type { OpDef, Tensor } from '../ir/index.ts';
import { broadcastTo } from './broadcast-to.ts';
import { defineReduction, type ReductionAttributes, reducedShape, reductionFunction } from './define/reduction.ts';
import { reshape } from './reshape.ts';

/** Sum over some axes. */
export const reduceSumOp: OpDef<ReductionAttributes> = defineReduction({
  name: 'reduceSum',
  onnx: 'ReduceSum',
  evaluate: (group) => group.reduce((sum, value) => sum + value, 0),
  vjp: ({ inputs: [x], attributes: { axes }, cotangent }) => [
    broadcastTo(reshape(cotangent, reducedShape(x.shape, axes, true)), x.shape),
  ],
});

/**
 * Sum over `axes` (default: all).
 *
 * @example
 * ```ts
 * import { input, reduceSum } from '@fm/core';
 *
 * String(reduceSum(input('f32', [2, 3]), -1)); // => 'f32[2]'
 * ```
 */
export const reduceSum: (x: Tensor, axes?: number | readonly number[], options?: { readonly keepDims?: boolean }) => Tensor =
  reductionFunction(reduceSumOp);

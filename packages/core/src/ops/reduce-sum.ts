import type { OpDef } from '../ir/index.ts';
import { broadcastTo } from './broadcast-to.ts';
import {
  defineReduction,
  type Reduction,
  type ReductionAttributes,
  reductionFunction,
  restoreAxes,
} from './define/reduction.ts';

/** Sum over some axes. */
export const reduceSumOp: OpDef<ReductionAttributes> = defineReduction({
  name: 'reduceSum',
  onnx: 'ReduceSum',
  evaluate: (group) => group.reduce((sum, value) => sum + value, 0),
  vjp: ({ inputs: [x], attributes: { axes }, cotangent }) => [
    broadcastTo(restoreAxes(cotangent, x.shape, axes), x.shape),
  ],
});

/**
 * Sum over `axes` (default: all); 0 for an empty group.
 *
 * @throws {ShapeError} when `x` is `bool` or an axis is out of range
 * @example
 * ```ts
 * import { input, reduceSum } from '@fm/core';
 *
 * String(reduceSum(input('f32', [2, 3]), -1)); // => 'f32[2]'
 * ```
 */
export const reduceSum: Reduction = reductionFunction(reduceSumOp);

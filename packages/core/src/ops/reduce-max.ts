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
 * @throws {ShapeError} when `x` is `bool`, an axis is out of range or there is nothing to compare
 * @example
 * ```ts
 * import { input, reduceMax } from '@fm/core';
 *
 * String(reduceMax(input('f32', [2, 3]), -1)); // => 'f32[2]'
 * ```
 */
export const reduceMax: Reduction = reductionFunction(reduceMaxOp);

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
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is `bool` or an axis is out of range
 * @example
 * ```ts
 * import { compile, hostTensor, reduceSum, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: reduceSum(x, 0) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4, 5, 6], [2, 3]) });
 * (await y.read()).data; // => Float32Array [5, 7, 9]
 * ```
 */
export const reduceSum: Reduction = reductionFunction(reduceSumOp);

import type { OpDef, Tensor, VjpContext } from '../ir/index.ts';
import { cast } from './cast.ts';
import {
  defineReduction,
  type Reduction,
  type ReductionAttributes,
  reductionFunction,
  restoreAxes,
} from './define/reduction.ts';
import { divide } from './divide.ts';
import { equal } from './equal.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { where } from './where.ts';

/** Product over some axes. */
export const reduceProductOp: OpDef<ReductionAttributes> = defineReduction({
  name: 'reduceProduct',
  onnx: 'ReduceProd',
  evaluate: (group) => group.reduce((product, value) => product * value, 1),
  vjp: productVjp,
});

/**
 * Product over `axes` (default: all); 1 for an empty group. The gradient is exact where elements are 0, too.
 *
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is `bool` or an axis is out of range
 * @example
 * ```ts
 * import { compile, hostTensor, reduceProduct, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: reduceProduct(x, -1) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4, 5, 6], [2, 3]) });
 * (await y.read()).data; // => Float32Array [6, 120]
 * ```
 */
export const reduceProduct: Reduction = reductionFunction(reduceProductOp);

/** Each element's gradient is the product of the others: with one zero in a group, only that zero has one. */
function productVjp({
  inputs: [x],
  attributes: { axes },
  cotangent,
}: VjpContext<ReductionAttributes>): readonly Tensor[] {
  const isZero = equal(x, 0);
  const zeros = reduceSum(cast(isZero, x.dtype), axes, { keepDims: true });
  const nonzero = where(isZero, 1, x);
  const product = reduceProduct(nonzero, axes, { keepDims: true });
  const others = divide(where(equal(zeros, cast(isZero, x.dtype)), product, 0), nonzero);
  return [multiply(restoreAxes(cotangent, x.shape, axes), others)];
}

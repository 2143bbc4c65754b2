import type { Tensor, VjpContext } from '../../ir/index.ts';
import { cast } from '../cast.ts';
import { divide } from '../divide.ts';
import { equal } from '../equal.ts';
import { multiply } from '../multiply.ts';
import { reduceSum } from '../reduce-sum.ts';
import { type ReductionAttributes, restoreAxes } from './reduction.ts';

/** The gradient of a maximum or minimum: shared evenly by the elements that attain it. */
export function extremumVjp(context: VjpContext<ReductionAttributes>): readonly Tensor[] {
  const {
    inputs: [x],
    outputs: [y],
    attributes: { axes },
    cotangent,
  } = context;
  const attains = cast(equal(x, restoreAxes(y, x.shape, axes)), x.dtype);
  const share = divide(restoreAxes(cotangent, x.shape, axes), reduceSum(attains, axes, { keepDims: true }));
  return [multiply(attains, share)];
}

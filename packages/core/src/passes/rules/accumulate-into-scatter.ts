import type { Node, Tensor } from '../../ir/index.ts';
import { addOp } from '../../ops/add.ts';
import { scatterAdd, scatterAddOp } from '../../ops/scatter-add.ts';
import { equalShapes } from '../../tensor/index.ts';
import { uniformValue } from './uniform-value.ts';

/**
 * `x + scatterAdd(0, indices, updates)` is `scatterAdd(x, indices, updates)`: the gradient of an embedding that is also
 * the output head needs no table of zeros.
 */
export function accumulateIntoScatter({
  op,
  inputs: [a, b],
  outputs: [sum],
}: Node): readonly Tensor[] | undefined {
  if (op !== addOp) return undefined;
  return accumulate(a, b, sum) ?? accumulate(b, a, sum);
}

function accumulate(x: Tensor, scattered: Tensor, sum: Tensor): readonly Tensor[] | undefined {
  const node = scattered.node;
  // Neither may be stretched by the addition.
  const fits = equalShapes(x.shape, sum.shape) && equalShapes(scattered.shape, sum.shape);
  if (node?.op !== scatterAddOp || !fits) return undefined;
  const [base, indices, updates] = node.inputs;
  return uniformValue(base) === 0 ? [scatterAdd(x, indices, updates)] : undefined;
}

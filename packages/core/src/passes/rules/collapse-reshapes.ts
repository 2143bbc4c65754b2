import type { Node, Tensor } from '../../ir/index.ts';
import { reshape, reshapeOp } from '../../ops/reshape.ts';
import { equalShapes } from '../../tensor/index.ts';

/** `reshape(reshape(x, …), shape)` is `reshape(x, shape)`, and nothing at all where `x` already has the shape. */
export function collapseReshapes({ op, inputs: [x], outputs: [y] }: Node): readonly Tensor[] | undefined {
  const inner = x?.node;
  if (op !== reshapeOp || inner?.op !== reshapeOp) return undefined;
  const source = inner.inputs[0];
  return [equalShapes(source.shape, y.shape) ? source : reshape(source, y.shape)];
}

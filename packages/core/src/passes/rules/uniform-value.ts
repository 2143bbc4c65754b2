import type { Tensor } from '../../ir/index.ts';
import { broadcastToOp } from '../../ops/broadcast-to.ts';
import { constantOp } from '../../ops/constant.ts';
import { type HostTensor, toNumbers } from '../../tensor/index.ts';

/** The number that every element of a constant (stretched or not) equals, if there is one and the constant is small. */
export function uniformValue(tensor: Tensor): number | undefined {
  const node = tensor.node;
  if (node?.op === broadcastToOp) return uniformValue(node.inputs[0]);
  if (node?.op !== constantOp) return undefined;
  const value = node.attributes['value'] as HostTensor;
  if (value.data.length === 0 || value.data.length > 64) return undefined;
  const numbers = toNumbers(value);
  return numbers.every((x) => Object.is(x, numbers[0])) ? numbers[0] : undefined;
}

import type { Node, Tensor } from '../../ir/index.ts';
import { transpose, transposeOp } from '../../ops/transpose.ts';

/** Two transpositions in a row are one, or none where they undo each other. */
export function collapseTransposes({ op, inputs: [x], attributes }: Node): readonly Tensor[] | undefined {
  const inner = x?.node;
  if (op !== transposeOp || inner?.op !== transposeOp) return undefined;
  const first = inner.attributes['permutation'] as readonly number[];
  const second = attributes['permutation'] as readonly number[];
  const both = second.map((axis) => first[axis] as number);
  const source = inner.inputs[0];
  return [both.every((axis, i) => axis === i) ? source : transpose(source, both)];
}

import type { Node, OpDef, Tensor } from '../../ir/index.ts';
import { addOp } from '../../ops/add.ts';
import { divideOp } from '../../ops/divide.ts';
import { multiplyOp } from '../../ops/multiply.ts';
import { subtractOp } from '../../ops/subtract.ts';
import { equalShapes } from '../../tensor/index.ts';
import { uniformValue } from './uniform-value.ts';

const neutral: readonly { readonly op: OpDef; readonly value: number; readonly commutes: boolean }[] = [
  { op: addOp, value: 0, commutes: true },
  { op: subtractOp, value: 0, commutes: false },
  { op: multiplyOp, value: 1, commutes: true },
  { op: divideOp, value: 1, commutes: false },
];

/** `x + 0`, `x − 0`, `1 · x` and `x / 1` are `x`, where no broadcasting changes the shape. */
export function dropNeutralOperands({
  op,
  inputs: [a, b],
  outputs: [y],
}: Node): readonly Tensor[] | undefined {
  const rule = neutral.find((candidate) => candidate.op === op);
  if (rule === undefined) return undefined;
  if (uniformValue(b) === rule.value && equalShapes(a.shape, y.shape)) return [a];
  if (rule.commutes && uniformValue(a) === rule.value && equalShapes(b.shape, y.shape)) return [b];
  return undefined;
}

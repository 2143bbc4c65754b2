import type { Tensor } from '../../ir/index.ts';
import type { OpCase, OperandSpec } from '../../testing/op-case.ts';
import { dtypeCases, numberDTypes } from './dtype.cases.ts';

/** The shapes every operator of two broadcasting operands is checked on. */
export function binaryCases(
  build: (a: Tensor, b: Tensor) => Tensor,
  operand: Omit<OperandSpec, 'shape'> = {},
  options: Pick<OpCase, 'differentiable' | 'tolerance'> = {},
): readonly OpCase[] {
  const of = (name: string, ...shapes: number[][]): OpCase => ({
    name,
    inputs: shapes.map((shape) => ({ ...operand, shape })),
    build,
    ...options,
  });
  return [
    of('same shape', [2, 3], [2, 3]),
    of('scalars', [], []),
    of('broadcast both ways', [2, 1, 3], [4, 1]),
    of('size 1', [1, 1], [1]),
    of('size 0', [0, 3], [1, 3]),
    ...(operand.dtype === undefined ? dtypeCases(build, numberDTypes, 2) : []),
  ];
}

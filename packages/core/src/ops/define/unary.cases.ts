import type { Tensor } from '../../ir/index.ts';
import type { OpCase, OperandSpec } from '../../testing/op-case.ts';
import { dtypeCases, floatDTypes } from './dtype.cases.ts';

/** The shapes every operator of one operand is checked on. */
export function unaryCases(
  build: (x: Tensor) => Tensor,
  operand: Omit<OperandSpec, 'shape'> = {},
  options: Pick<OpCase, 'differentiable' | 'tolerance'> = {},
): readonly OpCase[] {
  const of = (name: string, shape: number[]): OpCase => ({
    name,
    inputs: [{ ...operand, shape }],
    build,
    ...options,
  });
  return [
    of('matrix', [3, 4]),
    of('scalar', []),
    of('size 1', [1, 1]),
    of('size 0', [2, 0]),
    ...(operand.dtype === undefined ? dtypeCases(build, floatDTypes) : []),
  ];
}

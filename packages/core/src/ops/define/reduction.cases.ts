import type { OpCase, OperandSpec } from '../../testing/op-case.ts';
import type { Reduction } from './reduction.ts';

/** The shapes and axes every reduction is checked on. */
export function reductionCases(
  build: Reduction,
  operand: Omit<OperandSpec, 'shape'> = {},
  options: Pick<OpCase, 'differentiable' | 'tolerance'> & { readonly empty?: boolean } = {},
): readonly OpCase[] {
  const { empty = false, ...rest } = options;
  const of = (
    name: string,
    shape: number[],
    axes?: number | readonly number[],
    keepDims?: boolean,
  ): OpCase => ({
    name,
    inputs: [{ ...operand, shape }],
    build: (x) => build(x, axes, keepDims === undefined ? {} : { keepDims }),
    ...rest,
  });
  return [
    of('all axes', [2, 3]),
    of('last axis', [2, 3, 2], -1),
    of('first axis kept', [3, 2], 0, true),
    of('two axes', [2, 3, 2], [0, 2]),
    of('scalar', []),
    of('no axis', [2, 3], []),
    of('size 1', [1, 2], 0),
    of('no group', [0, 3], 1),
    ...(empty ? [of('empty groups', [2, 0], 1)] : []),
  ];
}

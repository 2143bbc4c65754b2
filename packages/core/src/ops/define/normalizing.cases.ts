import type { Tensor } from '../../ir/index.ts';
import type { OpCase, OperandSpec } from '../../testing/op-case.ts';

/** The shapes every operator along one axis is checked on. */
export function axisCases(
  build: (x: Tensor, axis?: number) => Tensor,
  options: Pick<OpCase, 'tolerance'> = {},
): readonly OpCase[] {
  const of = (name: string, operand: OperandSpec, axis?: number): OpCase => ({
    name,
    inputs: [operand],
    build: (x) => build(x, axis),
    ...options,
  });
  return [
    of('last axis', { shape: [3, 5] }),
    of('middle axis', { shape: [2, 4, 3] }, 1),
    of('first axis', { shape: [4, 2] }, -2),
    of('large magnitudes', { shape: [2, 4], range: [-80, 80] }),
    of('one element along the axis', { shape: [3, 1] }),
    of('no lines', { shape: [0, 4] }),
    of('empty lines', { shape: [2, 0] }),
  ];
}

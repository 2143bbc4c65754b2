import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { slice } from './slice.ts';
import type { OpCase } from '../testing/op-case.ts';
import { rotatePairs } from './rotate-pairs.ts';

const of = (name: string, interleaved: boolean, x: readonly number[], angles: readonly number[]): OpCase => ({
  name,
  inputs: [{ shape: x }, { shape: angles }, { shape: angles }],
  build: (tensor, cosines, sines) => rotatePairs(tensor, cosines, sines, { interleaved }),
});

export const cases: readonly OpCase[] = [
  of('halves', false, [2, 3, 4], [2, 3, 2]),
  of('neighbours', true, [2, 3, 4], [2, 3, 2]),
  of('broadcast angles', false, [2, 2, 3, 4], [3, 2]),
  of('broadcast angles of neighbours', true, [2, 2, 3, 4], [2, 1, 3, 2]),
  of('neighbours with angles for all', true, [2, 3, 2, 8], [2, 4]),
  of('halves with angles for each of the batch', false, [2, 3, 2, 4], [2, 1, 2, 2]),
  of('one pair', true, [1, 2], [1, 1]),
  of('no rows', false, [0, 4], [1, 2]),
  ...dtypeCases(
    (x, y) => rotatePairs(x, slice(y, { axis: 1, size: 2 }), slice(y, { axis: 1, start: 2 })),
    floatDTypes,
    2,
  ),
];

import type { Tensor } from '../ir/index.ts';
import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { type AxisRange, slice } from './slice.ts';

const of = (name: string, shape: number[], ...ranges: AxisRange[]): OpCase => ({
  name,
  inputs: [{ shape }],
  build: (x: Tensor) => slice(x, ranges),
});

export const cases: readonly OpCase[] = [
  of('window', [4, 5], { axis: 0, start: 1, end: 3 }, { axis: 1, size: 2 }),
  of('from the end', [4, 5], { axis: -1, start: -2 }),
  of('up to the end', [2, 5], { axis: 1, start: 1, end: -1 }),
  of('step', [7, 2], { start: 1, step: 3 }),
  of('step that leaves a rest', [2, 6], { axis: 1, step: 4 }),
  of('flip', [4, 2], { step: -1 }),
  of('backwards in steps', [7], { start: 5, end: 0, step: -2 }),
  of('backwards to the front', [6], { start: 4, size: 3, step: -2 }),
  of('beyond the axis', [3], { start: 1, end: 9 }),
  of('size 1', [1, 3], { axis: 1, start: 2 }),
  of('size 0', [3, 2], { start: 2, end: 1 }),
  {
    name: 'bool',
    inputs: [{ dtype: 'bool', range: [0, 1], shape: [4] }],
    build: (x) => slice(x, { start: 1 }),
  },
  ...dtypeCases((x) => slice(x, { axis: 1, step: -2 }), storedDTypes),
];

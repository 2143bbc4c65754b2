import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { reshape } from './reshape.ts';
import type { OpCase } from '../testing/op-case.ts';
import { resize, type ResizeMode, type ResizeTarget, upsampleNearest2d } from './resize.ts';

const of = (name: string, mode: ResizeMode, shape: readonly number[], target: ResizeTarget): OpCase => ({
  name: `${mode}, ${name}`,
  inputs: [{ shape }],
  build: (x) => resize(x, target, { mode }),
});

export const cases: readonly OpCase[] = [
  ...(['nearest', 'bilinear'] as const).flatMap((mode) => [
    of('twice as large', mode, [2, 3, 3, 4], { scale: 2 }),
    of('larger size', mode, [1, 2, 3, 5], { size: [7, 8] }),
    of('smaller size', mode, [1, 2, 7, 6], { size: [3, 4] }),
    of('fractional scale', mode, [1, 2, 5, 5], { scale: [1.5, 2.25] }),
    of('a seventh of the size', mode, [1, 1, 14, 21], { size: [2, 3] }),
    of('the same size', mode, [1, 2, 3, 3], { size: 3 }),
    of('one pixel', mode, [1, 1, 1, 1], { size: [3, 2] }),
    of('no images', mode, [0, 1, 2, 2], { scale: 2 }),
  ]),
  { name: 'upsampling', inputs: [{ shape: [2, 2, 2, 3] }], build: (x) => upsampleNearest2d(x) },
  ...dtypeCases((x) => resize(reshape(x, [1, 1, 3, 4]), { scale: 2 }, { mode: 'bilinear' }), floatDTypes),
];

import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { reshape } from './reshape.ts';
import type { OpCase } from '../testing/op-case.ts';
import { averagePool2d, globalAveragePool2d } from './average-pool2d.ts';

export const cases: readonly OpCase[] = [
  { name: '2 × 2', inputs: [{ shape: [2, 3, 4, 6] }], build: (x) => averagePool2d(x, 2) },
  {
    name: 'overlapping windows',
    inputs: [{ shape: [2, 2, 5, 5] }],
    build: (x) => averagePool2d(x, 3, { stride: 1 }),
  },
  {
    name: 'padding',
    inputs: [{ shape: [1, 2, 5, 6] }],
    build: (x) => averagePool2d(x, [3, 2], { stride: 2, padding: 1 }),
  },
  {
    name: 'padding that does not count',
    inputs: [{ shape: [1, 2, 5, 5] }],
    build: (x) => averagePool2d(x, 3, { stride: 2, padding: 1, countPadding: false }),
  },
  { name: 'one pixel', inputs: [{ shape: [1, 1, 1, 1] }], build: (x) => averagePool2d(x, 1) },
  { name: 'all pixels', inputs: [{ shape: [2, 3, 4, 5] }], build: globalAveragePool2d },
  ...dtypeCases((x) => averagePool2d(reshape(x, [1, 1, 3, 4]), 2), floatDTypes),
];

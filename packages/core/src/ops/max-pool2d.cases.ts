import { applyOp } from '../ir/index.ts';
import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { reshape } from './reshape.ts';
import type { OpCase } from '../testing/op-case.ts';
import { poolAttributes } from './define/pool.ts';
import { maxPool2d, maxPool2dOp } from './max-pool2d.ts';

export const cases: readonly OpCase[] = [
  { name: '2 × 2', inputs: [{ shape: [2, 3, 4, 6] }], build: (x) => maxPool2d(x, 2) },
  {
    name: 'overlapping windows',
    inputs: [{ shape: [2, 2, 5, 5] }],
    build: (x) => maxPool2d(x, 3, { stride: 1 }),
  },
  {
    name: 'padding',
    inputs: [{ shape: [1, 2, 5, 6], range: [-2, -1] }],
    build: (x) => maxPool2d(x, [3, 2], { stride: 2, padding: 1 }),
  },
  {
    name: 'dilation',
    inputs: [{ shape: [1, 2, 6, 5] }],
    build: (x) => maxPool2d(x, 2, { stride: 1, dilation: 2 }),
  },
  { name: 'one pixel', inputs: [{ shape: [1, 1, 1, 1] }], build: (x) => maxPool2d(x, 1) },
  {
    name: 'indices, the first of equals',
    inputs: [{ shape: [1, 2, 2, 4], values: [1, 1, 0, 2, 1, 1, 2, 2, 0, 0, 5, 4, 0, 0, 4, 5] }],
    build: (x) => applyOp(maxPool2dOp, [x], poolAttributes('maxPool2d', 2, {})),
    differentiable: false,
  },
  ...dtypeCases((x) => maxPool2d(reshape(x, [1, 1, 3, 4]), 2), floatDTypes),
];

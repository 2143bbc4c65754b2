import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { concat } from './concat.ts';
import { stack } from './stack.ts';

export const cases: readonly OpCase[] = [
  { name: 'first axis', inputs: [{ shape: [2, 3] }, { shape: [1, 3] }], build: (...xs) => concat(xs) },
  {
    name: 'middle axis',
    inputs: [{ shape: [2, 1, 2] }, { shape: [2, 2, 2] }, { shape: [2, 1, 2] }],
    build: (...xs) => concat(xs, 1),
  },
  { name: 'last axis', inputs: [{ shape: [2, 3] }, { shape: [2, 2] }], build: (...xs) => concat(xs, -1) },
  { name: 'size 0', inputs: [{ shape: [2, 0] }, { shape: [2, 2] }], build: (...xs) => concat(xs, 1) },
  {
    name: 'bool',
    inputs: [
      { dtype: 'bool', range: [0, 1], shape: [2] },
      { dtype: 'bool', range: [0, 1], shape: [3] },
    ],
    build: (...xs) => concat(xs),
  },
  { name: 'stacked in front', inputs: [{ shape: [2, 3] }, { shape: [2, 3] }], build: (...xs) => stack(xs) },
  {
    name: 'stacked at the end',
    inputs: [{ shape: [2, 3] }, { shape: [2, 3] }],
    build: (...xs) => stack(xs, -1),
  },
  ...dtypeCases((...xs) => concat(xs), storedDTypes, 2),
];

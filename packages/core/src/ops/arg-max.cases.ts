import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, numberDTypes } from './define/dtype.cases.ts';
import { argMax } from './arg-max.ts';

export const cases: readonly OpCase[] = [
  { name: 'last axis', inputs: [{ shape: [3, 4] }], build: (x) => argMax(x) },
  { name: 'first axis kept', inputs: [{ shape: [3, 4] }], build: (x) => argMax(x, 0, { keepDims: true }) },
  { name: 'middle axis', inputs: [{ shape: [2, 3, 2] }], build: (x) => argMax(x, 1) },
  { name: 'ties', inputs: [{ shape: [2, 4], values: [1, 3, 3, 1, 0, 0, 0, 0] }], build: (x) => argMax(x) },
  { name: 'i64', inputs: [{ dtype: 'i64', shape: [2, 3] }], build: (x) => argMax(x) },
  { name: 'u8', inputs: [{ dtype: 'u8', shape: [2, 3] }], build: (x) => argMax(x) },
  { name: 'size 1', inputs: [{ shape: [1, 1] }], build: (x) => argMax(x) },
  { name: 'size 0', inputs: [{ shape: [0, 2] }], build: (x) => argMax(x) },
  ...dtypeCases((x) => argMax(x), numberDTypes),
];

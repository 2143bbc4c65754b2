import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { split } from './split.ts';

export const cases: readonly OpCase[] = [
  { name: 'equal parts', inputs: [{ shape: [2, 6] }], build: (x) => split(x, 3) },
  { name: 'sizes on the first axis', inputs: [{ shape: [4, 3] }], build: (x) => split(x, [1, 3], 0) },
  { name: 'one part used', inputs: [{ shape: [2, 6] }], build: (x) => split(x, 3).slice(1, 2) },
  { name: 'size 0', inputs: [{ shape: [3, 2] }], build: (x) => split(x, [0, 2]) },
  { name: 'size 1', inputs: [{ shape: [1, 2] }], build: (x) => split(x, 2) },
  { name: 'bool', inputs: [{ dtype: 'bool', range: [0, 1], shape: [6] }], build: (x) => split(x, 2) },
  { name: 'i64', inputs: [{ dtype: 'i64', shape: [6] }], build: (x) => split(x, 2) },
  ...dtypeCases((x) => split(x, 2), storedDTypes),
];

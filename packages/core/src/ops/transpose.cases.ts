import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { swapAxes } from './swap-axes.ts';
import { transpose } from './transpose.ts';

export const cases: readonly OpCase[] = [
  { name: 'reversed', inputs: [{ shape: [2, 3, 4] }], build: (x) => transpose(x) },
  { name: 'cycle', inputs: [{ shape: [2, 3, 4] }], build: (x) => transpose(x, [2, 0, 1]) },
  { name: 'swapped', inputs: [{ shape: [2, 3, 4] }], build: (x) => swapAxes(x, -1, -2) },
  { name: 'size 0', inputs: [{ shape: [2, 0, 3] }], build: (x) => transpose(x) },
  { name: 'size 1', inputs: [{ shape: [1, 3] }], build: (x) => transpose(x) },
  { name: 'bool', inputs: [{ dtype: 'bool', range: [0, 1], shape: [2, 3] }], build: (x) => transpose(x) },
  ...dtypeCases((x) => transpose(x), storedDTypes),
];

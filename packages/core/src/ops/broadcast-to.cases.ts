import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { broadcastTo } from './broadcast-to.ts';
import { sumTo } from './sum-to.ts';

export const cases: readonly OpCase[] = [
  { name: 'new and stretched axes', inputs: [{ shape: [3, 1] }], build: (x) => broadcastTo(x, [2, 3, 4]) },
  { name: 'scalar', inputs: [{ shape: [] }], build: (x) => broadcastTo(x, [2, 2]) },
  { name: 'size 0', inputs: [{ shape: [1, 2] }], build: (x) => broadcastTo(x, [0, 2]) },
  {
    name: 'bool',
    inputs: [{ dtype: 'bool', range: [0, 1], shape: [2, 1] }],
    build: (x) => broadcastTo(x, [2, 2]),
  },
  { name: 'summed back', inputs: [{ shape: [2, 3, 4] }], build: (x) => sumTo(x, [3, 1]) },
  ...dtypeCases((x) => broadcastTo(x, [2, 3, 4]), storedDTypes),
];

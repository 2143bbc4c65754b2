import type { OpCase } from '../testing/op-case.ts';
import { oneHot } from './one-hot.ts';

export const cases: readonly OpCase[] = [
  { name: 'matrix', inputs: [{ dtype: 'i64', shape: [2, 3], range: [0, 4] }], build: (i) => oneHot(i, 5) },
  {
    name: 'outside',
    inputs: [{ dtype: 'i32', shape: [3], values: [-1, 2, 7] }],
    build: (i) => oneHot(i, 4, 'bool'),
  },
  { name: 'scalar', inputs: [{ dtype: 'i64', shape: [], range: [0, 4] }], build: (i) => oneHot(i, 5, 'i64') },
];

import type { OpCase } from '../testing/op-case.ts';
import { hostTensor } from '../tensor/index.ts';
import { constant } from './constant.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { gather } from './gather.ts';

export const cases: readonly OpCase[] = [
  {
    name: 'rows with repetition',
    inputs: [{ shape: [4, 3] }, { dtype: 'i64', shape: [2, 3], range: [0, 3] }],
    build: (x, i) => gather(x, i),
  },
  {
    name: 'last axis',
    inputs: [{ shape: [2, 3, 4] }, { dtype: 'i32', shape: [5], range: [0, 3] }],
    build: (x, i) => gather(x, i, -1),
  },
  {
    name: 'middle axis',
    inputs: [{ shape: [2, 3, 4] }, { dtype: 'i64', shape: [2, 2], range: [0, 2] }],
    build: (x, i) => gather(x, i, 1),
  },
  {
    name: 'scalar index',
    inputs: [{ shape: [2, 3] }, { dtype: 'i64', shape: [], range: [0, 1] }],
    build: (x, i) => gather(x, i),
  },
  {
    name: 'vector',
    inputs: [{ shape: [5] }, { dtype: 'i64', shape: [3], range: [0, 4] }],
    build: (x, i) => gather(x, i),
  },
  {
    name: 'negative',
    inputs: [{ shape: [4, 2] }, { dtype: 'i64', shape: [2], values: [-1, -4] }],
    build: (x, i) => gather(x, i),
  },
  {
    name: 'no index',
    inputs: [{ shape: [4, 2] }, { dtype: 'i64', shape: [0] }],
    build: (x, i) => gather(x, i),
  },
  {
    name: 'bool',
    inputs: [
      { dtype: 'bool', range: [0, 1], shape: [4, 2] },
      { dtype: 'i64', shape: [3], range: [0, 3] },
    ],
    build: (x, i) => gather(x, i),
  },
  ...dtypeCases((x) => gather(x, constant(hostTensor('i64', [0, 2, 0]))), storedDTypes),
];

import type { OpCase } from '../testing/op-case.ts';
import { hostTensor } from '../tensor/index.ts';
import { constant } from './constant.ts';
import { dtypeCases, numberDTypes } from './define/dtype.cases.ts';
import { scatterAdd } from './scatter-add.ts';

export const cases: readonly OpCase[] = [
  {
    name: 'repeated rows',
    inputs: [{ shape: [4, 3] }, { dtype: 'i64', shape: [2, 3], range: [0, 3] }, { shape: [2, 3, 3] }],
    build: scatterAdd,
  },
  {
    name: 'vector',
    inputs: [{ shape: [4] }, { dtype: 'i32', shape: [6], range: [0, 3] }, { shape: [6] }],
    build: scatterAdd,
  },
  {
    name: 'scalar index',
    inputs: [{ shape: [4, 2] }, { dtype: 'i64', shape: [], range: [0, 3] }, { shape: [2] }],
    build: scatterAdd,
  },
  {
    name: 'negative',
    inputs: [{ shape: [3, 2] }, { dtype: 'i64', shape: [2], values: [-1, -3] }, { shape: [2, 2] }],
    build: scatterAdd,
  },
  {
    name: 'no update',
    inputs: [{ shape: [4, 2] }, { dtype: 'i64', shape: [0] }, { shape: [0, 2] }],
    build: scatterAdd,
  },
  {
    name: 'i64',
    inputs: [
      { dtype: 'i64', shape: [3] },
      { dtype: 'i64', shape: [5], range: [0, 2] },
      { dtype: 'i64', shape: [5] },
    ],
    build: scatterAdd,
  },
  ...dtypeCases((x) => scatterAdd(x, constant(hostTensor('i64', [0, 2, 0])), x), numberDTypes),
];

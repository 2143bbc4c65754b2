import type { OpCase } from '../testing/op-case.ts';
import { hostTensor } from '../tensor/index.ts';
import { constant } from './constant.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { gatherElements } from './gather-elements.ts';

export const cases: readonly OpCase[] = [
  {
    name: 'last axis',
    inputs: [{ shape: [3, 4] }, { dtype: 'i64', shape: [3, 2], range: [0, 3] }],
    build: (x, i) => gatherElements(x, i),
  },
  {
    name: 'first axis',
    inputs: [{ shape: [3, 4] }, { dtype: 'i32', shape: [5, 4], range: [0, 2] }],
    build: (x, i) => gatherElements(x, i, 0),
  },
  {
    name: 'middle axis',
    inputs: [{ shape: [2, 3, 2] }, { dtype: 'i64', shape: [2, 1, 2], range: [0, 2] }],
    build: (x, i) => gatherElements(x, i, 1),
  },
  {
    name: 'size 1',
    inputs: [{ shape: [1] }, { dtype: 'i64', shape: [1], values: [0] }],
    build: (x, i) => gatherElements(x, i),
  },
  {
    name: 'size 0',
    inputs: [{ shape: [2, 3] }, { dtype: 'i64', shape: [2, 0] }],
    build: (x, i) => gatherElements(x, i),
  },
  {
    name: 'negative',
    inputs: [{ shape: [2, 3] }, { dtype: 'i64', shape: [2, 1], values: [-1, -3] }],
    build: (x, i) => gatherElements(x, i),
  },
  ...dtypeCases((x) => gatherElements(x, constant(hostTensor('i64', [0, 2, 1], [3, 1]))), storedDTypes),
];

import type { OpCase } from '../testing/op-case.ts';
import { scatterElements } from './scatter-elements.ts';

export const cases: readonly OpCase[] = [
  {
    name: 'replace',
    inputs: [{ shape: [2, 4] }, { dtype: 'i64', shape: [2, 2], values: [0, 3, 2, 1] }, { shape: [2, 2] }],
    build: (x, i, u) => scatterElements(x, i, u),
  },
  {
    name: 'add with repetition',
    inputs: [{ shape: [2, 3] }, { dtype: 'i32', shape: [2, 5], range: [0, 2] }, { shape: [2, 5] }],
    build: (x, i, u) => scatterElements(x, i, u, { reduction: 'add' }),
  },
  {
    name: 'add on the first axis',
    inputs: [{ shape: [3, 2, 2] }, { dtype: 'i64', shape: [4, 2, 2], range: [0, 2] }, { shape: [4, 2, 2] }],
    build: (x, i, u) => scatterElements(x, i, u, { axis: 0, reduction: 'add' }),
  },
  {
    name: 'add in f16',
    inputs: [
      { dtype: 'f16', shape: [3] },
      { dtype: 'i64', shape: [4], range: [0, 2] },
      { dtype: 'f16', shape: [4] },
    ],
    build: (x, i, u) => scatterElements(x, i, u, { reduction: 'add' }),
    differentiable: false,
    tolerance: 1e-2,
  },
  {
    name: 'no update',
    inputs: [{ shape: [2, 3] }, { dtype: 'i64', shape: [2, 0] }, { shape: [2, 0] }],
    build: (x, i, u) => scatterElements(x, i, u),
  },
];

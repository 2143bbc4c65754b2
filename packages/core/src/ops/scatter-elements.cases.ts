import type { OpCase } from '../testing/op-case.ts';
import { hostTensor } from '../tensor/index.ts';
import { constant } from './constant.ts';
import { dtypeCases, numberDTypes, storedDTypes } from './define/dtype.cases.ts';
import { slice } from './slice.ts';
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
    name: 'no update',
    inputs: [{ shape: [2, 3] }, { dtype: 'i64', shape: [2, 0] }, { shape: [2, 0] }],
    build: (x, i, u) => scatterElements(x, i, u),
  },
  ...dtypeCases(
    (x) => scatterElements(x, constant(hostTensor('i64', [0, 2, 1], [3, 1])), slice(x, { axis: 1, size: 1 })),
    storedDTypes,
  ),
  ...dtypeCases(
    (x) =>
      scatterElements(x, constant(hostTensor('i64', [0, 2, 1], [3, 1])), slice(x, { axis: 1, size: 1 }), {
        reduction: 'add',
      }),
    numberDTypes,
  ).map((opCase) => ({ ...opCase, name: `add ${opCase.name}` })),
];

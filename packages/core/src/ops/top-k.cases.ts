import type { Tensor } from '../ir/index.ts';
import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, numberDTypes } from './define/dtype.cases.ts';
import { topK, type TopKOptions } from './top-k.ts';

const both = (x: Tensor, k: number, options?: TopKOptions): readonly Tensor[] => {
  const { values, indices } = topK(x, k, options);
  return [values, indices];
};

export const cases: readonly OpCase[] = [
  { name: 'largest', inputs: [{ shape: [3, 5] }], build: (x) => both(x, 2) },
  {
    name: 'smallest on the first axis',
    inputs: [{ shape: [5, 3] }],
    build: (x) => both(x, 3, { axis: 0, largest: false }),
  },
  { name: 'middle axis', inputs: [{ shape: [2, 4, 3] }], build: (x) => both(x, 2, { axis: 1 }) },
  { name: 'all', inputs: [{ shape: [4] }], build: (x) => both(x, 4) },
  {
    name: 'ties',
    inputs: [{ dtype: 'i64', shape: [6], values: [1, 3, 3, 1, 3, 0] }],
    build: (x) => both(x, 4),
  },
  { name: 'i32', inputs: [{ dtype: 'i32', shape: [2, 6] }], build: (x) => both(x, 3, { largest: false }) },
  { name: 'size 1', inputs: [{ shape: [1] }], build: (x) => both(x, 1) },
  ...dtypeCases((x) => both(x, 2), numberDTypes),
  { name: 'size 0', inputs: [{ shape: [0, 4] }], build: (x) => both(x, 2) },
  { name: 'none', inputs: [{ shape: [2, 4] }], build: (x) => both(x, 0) },
  { name: 'i64 of size 0', inputs: [{ dtype: 'i64', shape: [0, 4] }], build: (x) => both(x, 2) },
];

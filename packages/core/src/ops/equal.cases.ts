import { binaryCases } from './define/binary.cases.ts';
import { equal } from './equal.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...binaryCases(equal, {}, { differentiable: false }),
  ...binaryCases(equal, { dtype: 'i64', range: [0, 2] }).map((c) => ({ ...c, name: `i64 ${c.name}` })),
  {
    name: 'bools',
    inputs: [
      { dtype: 'bool', shape: [4], values: [0, 0, 1, 1] },
      { dtype: 'bool', shape: [4], values: [0, 1, 0, 1] },
    ],
    build: equal,
  },
  {
    name: 'NaN',
    inputs: [
      { shape: [3], values: [Number.NaN, Number.NaN, 1] },
      { shape: [3], values: [Number.NaN, 1, 1] },
    ],
    build: equal,
    differentiable: false,
  },
];

import { binaryCases } from './define/binary.cases.ts';
import { less } from './less.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...binaryCases(less, {}, { differentiable: false }),
  ...binaryCases(less, { dtype: 'i64', range: [0, 2] }).map((c) => ({ ...c, name: `i64 ${c.name}` })),
  {
    name: 'NaN',
    inputs: [
      { shape: [3], values: [Number.NaN, Number.NaN, 1] },
      { shape: [3], values: [Number.NaN, 1, 1] },
    ],
    build: less,
    differentiable: false,
  },
];

import { binaryCases } from './define/binary.cases.ts';
import { lessOrEqual } from './less-or-equal.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...binaryCases(lessOrEqual, {}, { differentiable: false }),
  ...binaryCases(lessOrEqual, { dtype: 'i64', range: [0, 2] }).map((c) => ({ ...c, name: `i64 ${c.name}` })),
  {
    name: 'NaN',
    inputs: [
      { shape: [3], values: [Number.NaN, Number.NaN, 1] },
      { shape: [3], values: [Number.NaN, 1, 1] },
    ],
    build: lessOrEqual,
    differentiable: false,
  },
];

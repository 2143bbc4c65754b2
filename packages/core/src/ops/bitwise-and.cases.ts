import type { OpCase } from '../testing/op-case.ts';
import { bitwiseAnd } from './bitwise-and.ts';
import { binaryCases } from './define/binary.cases.ts';

export const cases: readonly OpCase[] = [
  ...binaryCases(bitwiseAnd, { dtype: 'i32', range: [-1000, 1000] }, { tolerance: 0 }),
  {
    name: 'i64',
    inputs: [
      { dtype: 'i64', shape: [3], values: [-1, 2 ** 40 + 5, 6] },
      { dtype: 'i64', shape: [1], values: [2 ** 40 + 3] },
    ],
    build: bitwiseAnd,
  },
];

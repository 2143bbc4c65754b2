import { binaryCases } from './define/binary.cases.ts';
import { divide } from './divide.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...binaryCases(divide, { range: [0.5, 2] }),
  {
    name: 'integers truncate',
    inputs: [
      { dtype: 'i32', shape: [4], values: [7, -7, 7, -7] },
      { dtype: 'i32', shape: [4], values: [2, 2, -2, -2] },
    ],
    build: divide,
  },
];

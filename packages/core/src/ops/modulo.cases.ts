import { binaryCases } from './define/binary.cases.ts';
import { modulo } from './modulo.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...binaryCases(modulo, { range: [0.6, 0.9] }),
  {
    name: 'float signs',
    inputs: [
      { shape: [4], values: [7, -7, 7, -7] },
      { shape: [4], values: [3, 3, -3, -3] },
    ],
    build: modulo,
  },
  {
    name: 'integer signs',
    inputs: [
      { dtype: 'i64', shape: [4], values: [7, -7, 7, -7] },
      { dtype: 'i64', shape: [4], values: [3, 3, -3, -3] },
    ],
    build: modulo,
  },
];

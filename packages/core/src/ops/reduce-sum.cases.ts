import type { OpCase } from '../testing/op-case.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { reduceSum } from './reduce-sum.ts';

export const cases: readonly OpCase[] = [
  ...reductionCases(reduceSum, {}, { empty: true }),
  { name: 'i64', inputs: [{ dtype: 'i64', shape: [2, 3] }], build: (x) => reduceSum(x, 1) },
];

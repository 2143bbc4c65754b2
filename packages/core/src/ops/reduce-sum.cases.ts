import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, numberDTypes } from './define/dtype.cases.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { reduceSum } from './reduce-sum.ts';

export const cases: readonly OpCase[] = [
  ...reductionCases(reduceSum, {}, { empty: true }),
  ...dtypeCases((x) => reduceSum(x, 1), numberDTypes),
];

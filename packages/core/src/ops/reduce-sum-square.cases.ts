import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { reduceSumSquare } from './reduce-sum-square.ts';

export const cases: readonly OpCase[] = [
  ...reductionCases(reduceSumSquare, {}, { empty: true }),
  ...dtypeCases((x) => reduceSumSquare(x, 1), floatDTypes),
];

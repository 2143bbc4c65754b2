import type { OpCase } from '../testing/op-case.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { logSumExp } from './log-sum-exp.ts';

export const cases: readonly OpCase[] = [
  ...reductionCases(logSumExp),
  { name: 'large', inputs: [{ shape: [2], values: [1000, 1001] }], build: (x) => logSumExp(x) },
  {
    name: 'masked',
    inputs: [{ shape: [2, 2], values: [-Infinity, 1, -Infinity, -Infinity] }],
    build: (x) => logSumExp(x, 1),
    differentiable: false,
  },
];

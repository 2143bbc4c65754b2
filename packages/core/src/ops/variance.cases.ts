import type { OpCase } from '../testing/op-case.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { variance } from './variance.ts';
import { standardDeviation } from './standard-deviation.ts';

export const cases: readonly OpCase[] = [
  ...reductionCases(variance),
  { name: 'unbiased', inputs: [{ shape: [3, 4] }], build: (x) => variance(x, 1, { correction: 1 }) },
  { name: 'standard deviation', inputs: [{ shape: [3, 4] }], build: (x) => standardDeviation(x, 1) },
];

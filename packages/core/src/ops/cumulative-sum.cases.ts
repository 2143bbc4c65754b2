import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, numberDTypes } from './define/dtype.cases.ts';
import { cumulativeSum } from './cumulative-sum.ts';

export const cases: readonly OpCase[] = [
  ...[false, true].flatMap((exclusive) =>
    [false, true].map((reverse): OpCase => ({
      name: `exclusive ${exclusive}, reverse ${reverse}`,
      inputs: [{ shape: [2, 4, 2] }],
      build: (x) => cumulativeSum(x, 1, { exclusive, reverse }),
    })),
  ),
  { name: 'vector', inputs: [{ shape: [5] }], build: (x) => cumulativeSum(x) },
  { name: 'i64', inputs: [{ dtype: 'i64', shape: [5] }], build: (x) => cumulativeSum(x) },
  { name: 'u8', inputs: [{ dtype: 'u8', shape: [5] }], build: (x) => cumulativeSum(x) },
  { name: 'size 1', inputs: [{ shape: [1] }], build: (x) => cumulativeSum(x, 0, { exclusive: true }) },
  { name: 'size 0', inputs: [{ shape: [2, 0] }], build: (x) => cumulativeSum(x) },
  ...dtypeCases((x) => cumulativeSum(x), numberDTypes),
];

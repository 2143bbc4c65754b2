import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, numberDTypes } from './define/dtype.cases.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { reduceMax } from './reduce-max.ts';

const distinct = { shape: [2, 3, 4], values: Array.from({ length: 24 }, (_, i) => ((i * 7) % 24) / 8 - 1) };

export const cases: readonly OpCase[] = [
  // Differences cannot see the gradient across a tie, so these are checked on numbers that are apart.
  ...reductionCases(reduceMax, {}, { differentiable: false }),
  ...[undefined, 0, [1, 2]].map((axes): OpCase => ({
    name: `axes ${axes}`,
    inputs: [distinct],
    build: (x) => reduceMax(x, axes),
  })),
  ...dtypeCases((x) => reduceMax(x, 1), numberDTypes),
];

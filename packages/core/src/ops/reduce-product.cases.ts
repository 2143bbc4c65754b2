import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, numberDTypes } from './define/dtype.cases.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { reduceProduct } from './reduce-product.ts';

export const cases: readonly OpCase[] = [
  ...reductionCases(reduceProduct, { range: [0.5, 1.5] }, { empty: true }),
  {
    name: 'zeros',
    inputs: [{ shape: [3, 3], values: [0, 2, 3, 0, 0, 3, 1, 2, 3] }],
    build: (x) => reduceProduct(x, 1),
  },
  ...dtypeCases((x) => reduceProduct(x, 1), numberDTypes),
];

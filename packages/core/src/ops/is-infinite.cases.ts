import { unaryCases } from './define/unary.cases.ts';
import { isInfinite } from './is-infinite.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(isInfinite, {}, { differentiable: false }),
  {
    name: 'special values',
    inputs: [{ shape: [4], values: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0] }],
    build: isInfinite,
    differentiable: false,
  },
];

import { unaryCases } from './define/unary.cases.ts';
import { isNaN } from './is-nan.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(isNaN, {}, { differentiable: false }),
  {
    name: 'special values',
    inputs: [{ shape: [4], values: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0] }],
    build: isNaN,
    differentiable: false,
  },
];

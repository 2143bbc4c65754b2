import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import type { OpCase } from '../testing/op-case.ts';
import { axisCases } from './define/normalizing.cases.ts';
import { softmax } from './softmax.ts';

export const cases: readonly OpCase[] = [
  ...axisCases(softmax),
  ...dtypeCases((x) => softmax(x), floatDTypes),
];

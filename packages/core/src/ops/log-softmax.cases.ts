import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import type { OpCase } from '../testing/op-case.ts';
import { axisCases } from './define/normalizing.cases.ts';
import { logSoftmax } from './log-softmax.ts';

export const cases: readonly OpCase[] = [
  ...axisCases(logSoftmax),
  ...dtypeCases((x) => logSoftmax(x), floatDTypes),
];

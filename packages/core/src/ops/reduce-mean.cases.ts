import type { OpCase } from '../testing/op-case.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { reduceMean } from './reduce-mean.ts';

export const cases: readonly OpCase[] = reductionCases(reduceMean);

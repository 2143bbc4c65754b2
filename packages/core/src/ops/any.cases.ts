import type { OpCase } from '../testing/op-case.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { any } from './any.ts';

export const cases: readonly OpCase[] = reductionCases(
  any,
  { dtype: 'bool', range: [0, 1] },
  { empty: true },
);

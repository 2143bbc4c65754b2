import type { OpCase } from '../testing/op-case.ts';
import { reductionCases } from './define/reduction.cases.ts';
import { all } from './all.ts';

export const cases: readonly OpCase[] = reductionCases(
  all,
  { dtype: 'bool', range: [0, 1] },
  { empty: true },
);

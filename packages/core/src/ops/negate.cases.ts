import { unaryCases } from './define/unary.cases.ts';
import { negate } from './negate.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(negate),
  ...unaryCases(negate, { dtype: 'i64', range: [-5, 5] }).map((c) => ({ ...c, name: `i64 ${c.name}` })),
];

import { unaryCases } from './define/unary.cases.ts';
import { sign } from './sign.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(sign, { range: [0.2, 2] }),
  ...unaryCases(sign, { range: [-1, -0.2] }).map((c) => ({ ...c, name: `negative ${c.name}` })),
  ...unaryCases(sign, { dtype: 'i64', range: [-5, 5] }).map((c) => ({ ...c, name: `i64 ${c.name}` })),
];

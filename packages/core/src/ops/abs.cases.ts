import { unaryCases } from './define/unary.cases.ts';
import { abs } from './abs.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(abs, { range: [0.2, 2] }),
  ...unaryCases(abs, { range: [-1, -0.2] }).map((c) => ({ ...c, name: `negative ${c.name}` })),
  ...unaryCases(abs, { dtype: 'i64', range: [-5, 5] }).map((c) => ({ ...c, name: `i64 ${c.name}` })),
];

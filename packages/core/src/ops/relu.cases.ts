import { unaryCases } from './define/unary.cases.ts';
import { relu } from './relu.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(relu, { range: [0.2, 1] }),
  ...unaryCases(relu, { range: [-1, -0.2] }).map((c) => ({ ...c, name: `negative ${c.name}` })),
];

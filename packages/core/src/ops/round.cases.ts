import { unaryCases } from './define/unary.cases.ts';
import { round } from './round.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(round, { range: [-3, 3] }, { differentiable: false }),
  {
    name: 'ties',
    inputs: [{ shape: [6], values: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5] }],
    build: round,
    differentiable: false,
  },
];

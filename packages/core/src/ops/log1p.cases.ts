import { unaryCases } from './define/unary.cases.ts';
import { log1p } from './log1p.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(log1p, { range: [-0.5, 2] }),
  {
    name: 'small',
    inputs: [{ shape: [4], values: [1e-9, -1e-9, 3e-8, 0] }],
    build: log1p,
    differentiable: false,
  },
  {
    name: 'large',
    inputs: [{ shape: [4], values: [Infinity, -1, 1e30, 2 ** 24] }],
    build: log1p,
    differentiable: false,
  },
];

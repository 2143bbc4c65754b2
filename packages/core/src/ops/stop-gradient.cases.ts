import { multiply } from './multiply.ts';
import { stopGradient } from './stop-gradient.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  {
    name: 'value',
    inputs: [{ shape: [2, 3] }],
    build: (x) => multiply(stopGradient(x), 2),
    differentiable: false,
  },
];

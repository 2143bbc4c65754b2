import { applyOp } from '../ir/index.ts';
import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import type { OpCase } from '../testing/op-case.ts';
import { rmsNorm, rmsNormOp } from './rms-norm.ts';

export const cases: readonly OpCase[] = [
  { name: 'plain', inputs: [{ shape: [3, 4] }], build: (x) => rmsNorm(x) },
  {
    name: 'weight',
    inputs: [{ shape: [2, 3, 4] }, { shape: [4] }],
    build: (x, weight) => rmsNorm(x, { weight }),
  },
  {
    name: 'several axes',
    inputs: [{ shape: [2, 3, 2] }, { shape: [3, 2] }],
    build: (x, weight) => rmsNorm(x, { weight, axis: 1, epsilon: 1e-3 }),
  },
  {
    name: 'size 1',
    inputs: [{ shape: [2, 1] }, { shape: [1] }],
    build: (x, weight) => rmsNorm(x, { weight }),
  },
  {
    name: 'no rows',
    inputs: [{ shape: [0, 4] }, { shape: [4] }],
    build: (x, weight) => rmsNorm(x, { weight }),
  },
  {
    name: 'statistics',
    inputs: [{ shape: [3, 4] }, { shape: [4] }],
    build: (x, weight) => applyOp(rmsNormOp, [x, weight], { axis: 1, epsilon: 1e-5 }),
  },
  ...dtypeCases((x) => rmsNorm(x), floatDTypes),
];

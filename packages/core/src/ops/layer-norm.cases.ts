import { applyOp } from '../ir/index.ts';
import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import type { OpCase } from '../testing/op-case.ts';
import { layerNorm, layerNormOp } from './layer-norm.ts';

export const cases: readonly OpCase[] = [
  { name: 'plain', inputs: [{ shape: [3, 4] }], build: (x) => layerNorm(x) },
  {
    name: 'weight',
    inputs: [{ shape: [3, 4] }, { shape: [4] }],
    build: (x, weight) => layerNorm(x, { weight }),
  },
  {
    name: 'bias alone',
    inputs: [{ shape: [3, 4] }, { shape: [4] }],
    build: (x, bias) => layerNorm(x, { bias }),
  },
  {
    name: 'weight and bias',
    inputs: [{ shape: [2, 3, 4] }, { shape: [4] }, { shape: [4] }],
    build: (x, weight, bias) => layerNorm(x, { weight, bias }),
  },
  {
    name: 'several axes, far from zero',
    inputs: [{ shape: [2, 3, 2, 2], range: [99, 101] }, { shape: [3, 2, 2] }, { shape: [3, 2, 2] }],
    build: (x, weight, bias) => layerNorm(x, { weight, bias, axis: 1, epsilon: 1e-3 }),
    tolerance: 1e-4,
  },
  {
    name: 'no kept axes',
    inputs: [{ shape: [5] }, { shape: [5] }],
    build: (x, weight) => layerNorm(x, { weight }),
  },
  {
    name: 'size 1',
    inputs: [{ shape: [2, 1] }, { shape: [1] }],
    build: (x, weight) => layerNorm(x, { weight }),
  },
  {
    name: 'no rows',
    inputs: [{ shape: [0, 4] }, { shape: [4] }],
    build: (x, weight) => layerNorm(x, { weight }),
  },
  {
    name: 'statistics',
    inputs: [{ shape: [3, 4] }, { shape: [4] }],
    build: (x, weight) => applyOp(layerNormOp, [x, weight], { axis: 1, epsilon: 1e-5 }),
  },
  ...dtypeCases((x) => layerNorm(x), floatDTypes),
];

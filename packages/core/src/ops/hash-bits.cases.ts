import { bernoulli, categorical, foldIn, normal, permutation, randomBits, uniform } from '../random/index.ts';
import type { OpCase, OperandSpec } from '../testing/op-case.ts';
import { hashBits } from './hash-bits.ts';

const any: Omit<OperandSpec, 'shape'> = { dtype: 'i32', range: [-(2 ** 31), 2 ** 31 - 1] };
const key: OperandSpec = { ...any, shape: [2] };

export const cases: readonly OpCase[] = [
  {
    name: 'one key',
    inputs: [
      { ...any, shape: [64] },
      { ...any, shape: [] },
      { ...any, shape: [] },
    ],
    build: hashBits,
    tolerance: 0,
  },
  {
    name: 'broadcast',
    inputs: [
      { ...any, shape: [3, 1] },
      { ...any, shape: [4] },
      { ...any, shape: [3, 4] },
    ],
    build: hashBits,
    tolerance: 0,
  },
  {
    name: 'size 0',
    inputs: [
      { ...any, shape: [0] },
      { ...any, shape: [1] },
      { ...any, shape: [1] },
    ],
    build: hashBits,
  },
  { name: 'bits', inputs: [key], build: (k) => randomBits(k, [3, 5]), tolerance: 0 },
  { name: 'child key', inputs: [key, { dtype: 'i64', shape: [] }], build: foldIn, tolerance: 0 },
  { name: 'uniform', inputs: [key], build: (k) => uniform(k, [40]), tolerance: 0 },
  { name: 'uniform in bounds', inputs: [key], build: (k) => uniform(k, [40], { low: -2, high: 3 }) },
  { name: 'normal', inputs: [key], build: (k) => normal(k, [40]) },
  {
    name: 'coins',
    inputs: [key],
    build: (k) => [bernoulli(k, 0.3, [40]), bernoulli(k, 0, [3]), bernoulli(k, 1, [3])],
    tolerance: 0,
  },
  {
    name: 'coins of given probabilities',
    inputs: [key, { shape: [4], range: [0, 1] }],
    build: (k, p) => bernoulli(k, p, [5, 4]),
    differentiable: false,
  },
  {
    name: 'categories',
    inputs: [key, { shape: [8, 5] }],
    build: (k, logits) => categorical(k, logits),
    differentiable: false,
  },
  { name: 'permutation', inputs: [key], build: (k) => permutation(k, 50) },
];

import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { equal } from './equal.ts';
import { where } from './where.ts';

const condition = { dtype: 'bool', range: [0, 1] } as const;

export const cases: readonly OpCase[] = [
  {
    name: 'same shape',
    inputs: [{ ...condition, shape: [3, 4] }, { shape: [3, 4] }, { shape: [3, 4] }],
    build: where,
  },
  {
    name: 'broadcast',
    inputs: [{ ...condition, shape: [4] }, { shape: [3, 1] }, { shape: [] }],
    build: where,
  },
  { name: 'size 1', inputs: [{ ...condition, shape: [1] }, { shape: [1] }, { shape: [1, 1] }], build: where },
  {
    name: 'size 0',
    inputs: [{ ...condition, shape: [2, 0] }, { shape: [1] }, { shape: [2, 1] }],
    build: where,
  },
  {
    name: 'i64',
    inputs: [
      { ...condition, shape: [3] },
      { dtype: 'i64', shape: [3] },
      { dtype: 'i64', shape: [3] },
    ],
    build: where,
  },
  {
    name: 'bool',
    inputs: [
      { ...condition, shape: [8] },
      { ...condition, shape: [8] },
      { ...condition, shape: [8] },
    ],
    build: where,
  },
  ...dtypeCases((a, b) => where(equal(a, b), a, b), storedDTypes, 2),
];

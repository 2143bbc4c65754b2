import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { pad } from './pad.ts';

export const cases: readonly OpCase[] = [
  {
    name: 'zeros',
    inputs: [{ shape: [2, 3] }],
    build: (x) =>
      pad(x, [
        [1, 0],
        [0, 2],
      ]),
  },
  {
    name: 'constant',
    inputs: [{ shape: [2, 3] }],
    build: (x) =>
      pad(
        x,
        [
          [0, 0],
          [1, 1],
        ],
        { value: -2.5 },
      ),
  },
  {
    name: 'size 0',
    inputs: [{ shape: [2, 0] }],
    build: (x) =>
      pad(x, [
        [0, 0],
        [1, 1],
      ]),
  },
  { name: 'i64', inputs: [{ dtype: 'i64', shape: [2] }], build: (x) => pad(x, [[1, 1]], { value: -100 }) },
  {
    name: 'bool',
    inputs: [{ dtype: 'bool', range: [0, 1], shape: [2] }],
    build: (x) => pad(x, [[1, 1]], { value: 1 }),
  },
  {
    name: 'edge',
    inputs: [{ shape: [2, 3] }],
    build: (x) =>
      pad(
        x,
        [
          [1, 2],
          [2, 0],
        ],
        { mode: 'edge' },
      ),
  },
  {
    name: 'reflect',
    inputs: [{ shape: [3, 4] }],
    build: (x) =>
      pad(
        x,
        [
          [2, 1],
          [0, 3],
        ],
        { mode: 'reflect' },
      ),
  },
  ...dtypeCases(
    (x) =>
      pad(x, [
        [1, 0],
        [0, 1],
      ]),
    storedDTypes,
  ),
];

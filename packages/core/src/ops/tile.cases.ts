import type { OpCase } from '../testing/op-case.ts';
import { repeat } from './repeat.ts';
import { tile } from './tile.ts';

export const cases: readonly OpCase[] = [
  { name: 'both axes', inputs: [{ shape: [2, 3] }], build: (x) => tile(x, [2, 3]) },
  { name: 'size 0', inputs: [{ shape: [0, 3] }], build: (x) => tile(x, [2, 2]) },
  { name: 'elements in place', inputs: [{ shape: [2, 3] }], build: (x) => repeat(x, 2, -1) },
  { name: 'rows in place', inputs: [{ shape: [2, 3] }], build: (x) => repeat(x, 3) },
];

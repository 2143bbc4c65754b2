import type { OpCase } from '../testing/op-case.ts';
import { dtypeCases, storedDTypes } from './define/dtype.cases.ts';
import { expandDims } from './expand-dims.ts';
import { flatten } from './flatten.ts';
import { reshape } from './reshape.ts';
import { squeeze } from './squeeze.ts';

export const cases: readonly OpCase[] = [
  { name: 'with a hole', inputs: [{ shape: [2, 6] }], build: (x) => reshape(x, [3, -1]) },
  { name: 'scalar', inputs: [{ shape: [1, 1] }], build: (x) => reshape(x, []) },
  { name: 'size 0', inputs: [{ shape: [2, 0] }], build: (x) => reshape(x, [0, 5]) },
  { name: 'new axes', inputs: [{ shape: [2, 3] }], build: (x) => expandDims(x, [0, -1]) },
  { name: 'dropped axes', inputs: [{ shape: [1, 2, 1] }], build: (x) => squeeze(x) },
  { name: 'merged axes', inputs: [{ shape: [2, 3, 4] }], build: (x) => flatten(x, 0, 1) },
  ...dtypeCases((x) => reshape(x, [-1]), storedDTypes),
];

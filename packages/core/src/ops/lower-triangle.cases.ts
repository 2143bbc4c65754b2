import type { OpCase } from '../testing/op-case.ts';
import { lowerTriangle, upperTriangle } from './lower-triangle.ts';

export const cases: readonly OpCase[] = [
  { name: 'lower', inputs: [{ shape: [3, 4] }], build: (x) => lowerTriangle(x) },
  { name: 'lower, shifted', inputs: [{ shape: [2, 3, 3] }], build: (x) => lowerTriangle(x, -1) },
  { name: 'upper', inputs: [{ shape: [3, 4] }], build: (x) => upperTriangle(x) },
  { name: 'upper, shifted', inputs: [{ shape: [3, 3] }], build: (x) => upperTriangle(x, 1) },
];

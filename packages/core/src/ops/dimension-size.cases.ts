import type { OpCase } from '../testing/op-case.ts';
import { dimensionSize } from './dimension-size.ts';

export const cases: readonly OpCase[] = [
  { name: 'i64', inputs: [], build: () => dimensionSize(7) },
  { name: 'f32', inputs: [], build: () => dimensionSize(7, 'f32') },
];

import type { OpCase } from '../testing/op-case.ts';
import { causalMask } from './causal-mask.ts';

export const cases: readonly OpCase[] = [
  { name: 'square', inputs: [], build: () => causalMask(3, 3) },
  { name: 'with a past', inputs: [], build: () => causalMask(2, 5, { past: 3 }) },
];

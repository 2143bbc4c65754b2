import type { OpCase } from '../testing/op-case.ts';
import { full } from './full.ts';
import { onesLike } from './ones-like.ts';
import { zerosLike } from './zeros-like.ts';

export const cases: readonly OpCase[] = [
  { name: 'f32', inputs: [], build: () => full([2, 3], 0.5) },
  { name: 'bool', inputs: [], build: () => full([2], 1, 'bool') },
  { name: 'size 0', inputs: [], build: () => full([2, 0], 1, 'i64') },
  {
    name: 'like another tensor',
    inputs: [{ dtype: 'i32', shape: [2, 3] }],
    build: (x) => [zerosLike(x), onesLike(x)],
  },
];

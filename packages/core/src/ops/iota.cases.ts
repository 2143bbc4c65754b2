import type { DType } from '../tensor/index.ts';
import type { OpCase } from '../testing/op-case.ts';
import { iota } from './iota.ts';

const dtypes: readonly DType[] = ['i64', 'i32', 'f32', 'f16'];

export const cases: readonly OpCase[] = [
  ...dtypes.map((dtype): OpCase => ({ name: dtype, inputs: [], build: () => iota(5, dtype) })),
  { name: 'size 0', inputs: [], build: () => iota(0) },
];

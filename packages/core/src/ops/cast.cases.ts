import type { DType } from '../tensor/index.ts';
import type { OpCase } from '../testing/op-case.ts';
import { cast } from './cast.ts';

const pairs: readonly (readonly [DType, DType])[] = [
  ['f32', 'i32'],
  ['f32', 'i64'],
  ['f32', 'bool'],
  ['i64', 'f32'],
  ['i64', 'i32'],
  ['i32', 'u8'],
  ['u8', 'i32'],
  ['bool', 'f32'],
  ['bool', 'i64'],
  ['i32', 'bool'],
];

export const cases: readonly OpCase[] = [
  ...pairs.map(([from, to]): OpCase => {
    const range =
      from === 'bool'
        ? ([0, 1] as const)
        : from === 'u8' || to === 'u8'
          ? ([0, 255] as const)
          : ([-3, 3] as const);
    return {
      name: `${from} to ${to}`,
      inputs: [{ dtype: from, shape: [3, 4], range }],
      build: (x) => cast(x, to),
      differentiable: false,
    };
  }),
  // Rounding to a half is a step function, so differences cannot check its gradient.
  ...(['f16', 'bf16'] as const).map((to): OpCase => ({
    name: `f32 to ${to} and back`,
    inputs: [{ shape: [3, 4] }],
    build: (x) => cast(cast(x, to), 'f32'),
    differentiable: false,
  })),
  { name: 'size 0', inputs: [{ shape: [0, 2] }], build: (x) => cast(x, 'i32') },
];

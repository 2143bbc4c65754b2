import { binaryCases } from './define/binary.cases.ts';
import { hostTensor } from '../tensor/index.ts';
import { constant } from './constant.ts';
import { power } from './power.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...binaryCases(power, { range: [0.5, 2] }),
  {
    name: 'exponents 0, 1 and 2 at 0',
    inputs: [{ shape: [3], values: [0, 0, 0] }],
    build: (x) => power(x, constant(hostTensor('f32', [0, 1, 2]))),
  },
];

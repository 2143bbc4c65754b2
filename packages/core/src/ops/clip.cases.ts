import { unaryCases } from './define/unary.cases.ts';
import { clip } from './clip.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases((x) => clip(x, { low: -0.5, high: 0.5 }), { range: [-2, 2] }),
  {
    name: 'tensor bounds',
    inputs: [{ shape: [2, 3] }, { shape: [3], range: [2, 3] }],
    build: (x, high) => clip(x, { high }),
  },
];

import { applyOp } from '../ir/index.ts';
import { unaryCases } from './define/unary.cases.ts';
import { gelu, geluOp } from './gelu.ts';
import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases((x) => gelu(x), { range: [-4, 4] }),
  ...unaryCases((x) => gelu(x, { approximate: 'tanh' }), { range: [-4, 4] }).map((one) => ({
    ...one,
    name: `tanh, ${one.name}`,
  })),
  {
    name: 'with its distribution function',
    inputs: [{ shape: [3, 4], range: [-4, 4] }],
    build: (x) => applyOp(geluOp, [x], { approximate: 'none' }),
  },
  ...dtypeCases((x) => gelu(x), floatDTypes),
  ...dtypeCases((x) => gelu(x, { approximate: 'tanh' }), floatDTypes).map((one) => ({
    ...one,
    name: `tanh, ${one.name}`,
  })),
];

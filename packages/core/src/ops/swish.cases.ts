import { unaryCases } from './define/unary.cases.ts';
import { quickGelu, silu } from './swish.ts';
import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = [
  ...unaryCases(silu, { range: [-6, 6] }),
  ...unaryCases(quickGelu, { range: [-6, 6] }).map((one) => ({ ...one, name: `quick GELU, ${one.name}` })),
  ...dtypeCases(quickGelu, floatDTypes),
];

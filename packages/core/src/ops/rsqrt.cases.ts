import { unaryCases } from './define/unary.cases.ts';
import { rsqrt } from './rsqrt.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(rsqrt, { range: [0.5, 3] });

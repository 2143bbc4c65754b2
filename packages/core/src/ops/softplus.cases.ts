import { unaryCases } from './define/unary.cases.ts';
import { softplus } from './softplus.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(softplus, { range: [-3, 3] });

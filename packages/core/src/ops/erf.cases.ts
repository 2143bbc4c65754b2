import { unaryCases } from './define/unary.cases.ts';
import { erf } from './erf.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(erf, { range: [-3, 3] });

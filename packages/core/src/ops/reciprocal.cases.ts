import { unaryCases } from './define/unary.cases.ts';
import { reciprocal } from './reciprocal.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(reciprocal, { range: [0.5, 3] });

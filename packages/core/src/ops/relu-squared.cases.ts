import { unaryCases } from './define/unary.cases.ts';
import { reluSquared } from './relu-squared.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(reluSquared, { range: [-2, 2] });

import { unaryCases } from './define/unary.cases.ts';
import { exp } from './exp.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(exp);

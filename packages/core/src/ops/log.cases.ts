import { unaryCases } from './define/unary.cases.ts';
import { log } from './log.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(log, { range: [0.5, 3] });

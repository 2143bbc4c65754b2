import { unaryCases } from './define/unary.cases.ts';
import { logicalNot } from './logical-not.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(logicalNot, { dtype: 'bool', range: [0, 1] });

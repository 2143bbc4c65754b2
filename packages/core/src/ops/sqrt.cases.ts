import { unaryCases } from './define/unary.cases.ts';
import { sqrt } from './sqrt.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(sqrt, { range: [0.5, 3] });

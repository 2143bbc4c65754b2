import { unaryCases } from './define/unary.cases.ts';
import { ceil } from './ceil.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(ceil, { range: [-3, 3] }, { differentiable: false });

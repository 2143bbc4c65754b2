import { unaryCases } from './define/unary.cases.ts';
import { floor } from './floor.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(floor, { range: [-3, 3] }, { differentiable: false });

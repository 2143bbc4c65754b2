import { unaryCases } from './define/unary.cases.ts';
import { tanh } from './tanh.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(tanh, { range: [-3, 3] });

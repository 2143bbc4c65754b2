import { unaryCases } from './define/unary.cases.ts';
import { sigmoid } from './sigmoid.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(sigmoid, { range: [-4, 4] });

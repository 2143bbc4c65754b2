import { unaryCases } from './define/unary.cases.ts';
import { cos } from './cos.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(cos, { range: [-4, 4] });

import { unaryCases } from './define/unary.cases.ts';
import { square } from './square.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(square);

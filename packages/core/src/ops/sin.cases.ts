import { unaryCases } from './define/unary.cases.ts';
import { sin } from './sin.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(sin, { range: [-4, 4] });

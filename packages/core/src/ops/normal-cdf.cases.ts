import { unaryCases } from './define/unary.cases.ts';
import { normalCdf } from './normal-cdf.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = unaryCases(normalCdf, { range: [-4, 4] });

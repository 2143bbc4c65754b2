import { binaryCases } from './define/binary.cases.ts';
import { power } from './power.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(power, { range: [0.5, 2] });

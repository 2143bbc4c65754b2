import { binaryCases } from './define/binary.cases.ts';
import { maximum } from './maximum.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(maximum);

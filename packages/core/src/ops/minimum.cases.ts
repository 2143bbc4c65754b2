import { binaryCases } from './define/binary.cases.ts';
import { minimum } from './minimum.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(minimum);

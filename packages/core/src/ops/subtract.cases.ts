import { binaryCases } from './define/binary.cases.ts';
import { subtract } from './subtract.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(subtract);

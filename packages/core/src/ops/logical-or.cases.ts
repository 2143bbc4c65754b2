import { binaryCases } from './define/binary.cases.ts';
import { logicalOr } from './logical-or.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(logicalOr, { dtype: 'bool', range: [0, 1] });

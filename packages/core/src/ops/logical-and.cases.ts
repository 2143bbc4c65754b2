import { binaryCases } from './define/binary.cases.ts';
import { logicalAnd } from './logical-and.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(logicalAnd, { dtype: 'bool', range: [0, 1] });

import { binaryCases } from './define/binary.cases.ts';
import { notEqual } from './not-equal.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(notEqual, { dtype: 'i64', range: [0, 2] });

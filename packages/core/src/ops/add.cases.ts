import { binaryCases } from './define/binary.cases.ts';
import { add } from './add.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(add);

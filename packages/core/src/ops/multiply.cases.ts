import { binaryCases } from './define/binary.cases.ts';
import { multiply } from './multiply.ts';
import type { OpCase } from '../testing/op-case.ts';

export const cases: readonly OpCase[] = binaryCases(multiply);

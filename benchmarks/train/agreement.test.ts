import { expect, test } from 'vitest';

import { compareLosses } from './agreement.ts';

const reference = { name: 'a', losses: [5, 4, 2] };

test('equal losses agree', () => {
  expect(compareLosses([reference, { name: 'b', losses: [5, 4, 2] }], 0).every(({ agrees }) => agrees)).toBe(
    true,
  );
});

test('one loss beyond the relative tolerance disagrees', () => {
  const [, b] = compareLosses([reference, { name: 'b', losses: [5, 4.003, 2.004] }], 1e-3);
  expect(b?.agrees).toBe(false);
  expect(b?.difference).toBeCloseTo(2e-3, 10);
});

test('a missing or undefined loss disagrees', () => {
  const records = [reference, { name: 'short', losses: [5, 4] }, { name: 'nan', losses: [5, NaN, 2] }];
  expect(compareLosses(records, 1).map(({ agrees }) => agrees)).toEqual([true, false, false]);
});

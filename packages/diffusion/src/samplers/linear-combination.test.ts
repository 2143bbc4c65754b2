import { hostTensor } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { linearCombination } from './linear-combination.ts';

describe('linearCombination', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 9])('sums %d terms', (count) => {
    const terms = Array.from({ length: count }, (_, i) => [i + 1, hostTensor('f32', [1, i, 2 - i])] as const);
    const weights = terms.map(([weight]) => weight);
    const expected = [0, 1, 2].map((element) =>
      terms.reduce((sum, [, { data }], i) => sum + (weights[i] as number) * (data[element] as number), 0),
    );
    expect([...linearCombination(...terms).data]).toEqual(expected);
  });

  it('leaves its operands alone', () => {
    const tensor = hostTensor('f32', [1, 2]);
    linearCombination([3, tensor], [4, tensor]);
    expect([...tensor.data]).toEqual([1, 2]);
  });
});

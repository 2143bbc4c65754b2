import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { ArgumentError, ShapeError, UnsupportedError } from '../errors/index.ts';
import { input, type Tensor } from '../ir/index.ts';
import { dim } from '../tensor/index.ts';
import { cachedAttention, type CachedAttentionOperands } from './cached-attention.ts';
import { reduceSum } from './reduce-sum.ts';

function operands(changed: Partial<CachedAttentionOperands> = {}): CachedAttentionOperands {
  const row = (): Tensor => input('f32', [1, dim('sequence'), 32]);
  const cache = (): Tensor => input('f32', [1, 4, dim('capacity'), 8]);
  return {
    query: row(),
    key: row(),
    value: row(),
    pastKey: cache(),
    pastValue: cache(),
    position: input('i32', []),
    ...changed,
  };
}

describe('cachedAttention', () => {
  it('keeps the shapes of the query and of the cache, also symbolic ones', () => {
    const { attended, presentKey, presentValue } = cachedAttention(operands(), { heads: 4 });
    expect([attended, presentKey, presentValue].map(String)).toEqual([
      'f32[1, sequence, 32]',
      'f32[1, 4, capacity, 8]',
      'f32[1, 4, capacity, 8]',
    ]);
  });

  it('says that it has no gradient', () => {
    const given = operands();
    const { attended } = cachedAttention(given, { heads: 4 });
    expect(() => gradients(reduceSum(attended), [given.query])).toThrow(UnsupportedError);
  });

  it('refuses operands that do not fit together', () => {
    const wrong: readonly Partial<CachedAttentionOperands>[] = [
      { key: input('f32', [1, 3, 32]) },
      { value: input('f32', [1, dim('sequence'), 16]) },
      { pastKey: input('f32', [1, 4, dim('capacity'), 4]) },
      { position: input('i32', [1]) },
      { position: input('f32', []) },
      { query: input('f32', [3, 32]) },
    ];
    for (const changed of wrong)
      expect(() => cachedAttention(operands(changed), { heads: 4 })).toThrow(ShapeError);
    expect(() => cachedAttention(operands(), { heads: 4, keyHeads: 3 })).toThrow(ArgumentError);
  });
});

import type { DType } from '../tensor/index.ts';
import type { OpCase, OperandSpec } from '../testing/op-case.ts';
import { cachedAttention, type CachedAttentionOptions } from './cached-attention.ts';
import { slice } from './slice.ts';

interface Extents {
  readonly batch: number;
  readonly sequence: number;
  readonly position: number;
  readonly capacity: number;
  readonly size: number;
}

function attentionCase(
  name: string,
  extents: Extents,
  options: CachedAttentionOptions,
  dtype: DType = 'f32',
): OpCase {
  const { batch, sequence, position, capacity, size } = extents;
  const { heads, keyHeads = heads } = options;
  const cache: OperandSpec = { dtype, shape: [batch, keyHeads, capacity, size] };
  return {
    name,
    inputs: [
      { dtype, shape: [batch, sequence, heads * size] },
      { dtype, shape: [batch, sequence, keyHeads * size] },
      { dtype, shape: [batch, sequence, keyHeads * size] },
      cache,
      cache,
      { dtype: 'i32', shape: [], values: [position] },
    ],
    build: (query, key, value, pastKey, pastValue, at) => {
      const result = cachedAttention(
        { query, key, value, pastKey, pastValue, position: at } as Parameters<typeof cachedAttention>[0],
        options,
      );
      const filled = [result.presentKey, result.presentValue].map((x) =>
        slice(x, { axis: 2, size: position + sequence }),
      );
      return [result.attended, ...filled];
    },
    differentiable: false,
    ...(dtype !== 'f32' && { tolerance: 2e-2 }),
  };
}

export const cases: readonly OpCase[] = [
  attentionCase('one token', { batch: 1, sequence: 1, position: 5, capacity: 8, size: 8 }, { heads: 2 }),
  attentionCase('first token', { batch: 1, sequence: 1, position: 0, capacity: 4, size: 4 }, { heads: 3 }),
  attentionCase('prompt', { batch: 1, sequence: 6, position: 0, capacity: 8, size: 8 }, { heads: 2 }),
  attentionCase(
    'prompt that fills the cache',
    { batch: 1, sequence: 5, position: 3, capacity: 8, size: 8 },
    { heads: 2 },
  ),
  attentionCase(
    'grouped queries',
    { batch: 1, sequence: 3, position: 2, capacity: 8, size: 8 },
    { heads: 4, keyHeads: 2 },
  ),
  attentionCase(
    'several rows, one token',
    { batch: 3, sequence: 1, position: 4, capacity: 8, size: 8 },
    { heads: 2, scale: 0.7 },
  ),
  attentionCase(
    'several rows, several tokens',
    { batch: 2, sequence: 3, position: 1, capacity: 6, size: 8 },
    { heads: 2 },
  ),
  ...(['f16', 'bf16'] as const).map((dtype) =>
    attentionCase(
      `in ${dtype}`,
      { batch: 1, sequence: 2, position: 3, capacity: 8, size: 8 },
      { heads: 4, keyHeads: 2 },
      dtype,
    ),
  ),
];

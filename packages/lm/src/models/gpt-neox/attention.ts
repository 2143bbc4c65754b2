import {
  cachedAttention,
  concat,
  type Dim,
  dropout,
  foldIn,
  Linear,
  Module,
  multiplyDims,
  normalInitializer,
  reshape,
  rotaryEmbedding,
  scaledDotProductAttention,
  split,
  type Tensor,
  transpose,
} from '@fm/core';
import type { LayerCache } from '../causal-decoder.ts';
import type { GptNeoXConfig } from './config.ts';

/** What the rows of a two-dimensional activation stand for, and where they are. */
export interface Places {
  readonly batch: Dim;
  readonly sequence: Dim;
  /** Places in the row: integers, `[sequence]` or `[batch, sequence]`. */
  readonly positions: Tensor;
}

/** Multi-head causal self-attention; part of every query and key is rotated by its position. */
export class GptNeoXAttention extends Module {
  readonly query_key_value: Linear;
  readonly dense: Linear;
  readonly #config: GptNeoXConfig;

  constructor(config: GptNeoXConfig) {
    super();
    const { hidden_size: width, attention_bias: bias } = config;
    const initializer = normalInitializer(config.initializer_range);
    this.query_key_value = new Linear(width, 3 * width, { bias, initializer });
    this.dense = new Linear(width, width, { bias, initializer });
    this.#config = config;
  }

  /** `[batch · sequence, hidden_size]` → the same. */
  forward(x: Tensor, places: Places, key: Tensor | undefined): Tensor {
    const [q, k, v] = this.#heads(x, places);
    const attended = scaledDotProductAttention(q, k, v, {
      causal: true,
      dropout: { rate: this.#config.attention_dropout, key: key && foldIn(key, 0) },
    });
    const y = this.dense.forward(rows(attended, places));
    return dropout(y, this.#config.hidden_dropout, key && foldIn(key, 1));
  }

  /** The same for new positions after those in the cache, without dropout. */
  forwardCached(
    x: Tensor,
    places: Places,
    { position, key: pastKey, value: pastValue }: LayerCache & { readonly position: Tensor },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    const { hidden_size: width, num_attention_heads: heads } = this.#config;
    const { batch, sequence } = places;
    const [query, key, value] = this.#heads(x, places).map((part) =>
      reshape(rows(part, places), [batch, sequence, width]),
    ) as [Tensor, Tensor, Tensor];
    const { attended, presentKey, presentValue } = cachedAttention(
      { query, key, value, pastKey, pastValue, position },
      { heads },
    );
    const y = this.dense.forward(reshape(attended, [multiplyDims(batch, sequence), width]));
    return { y, cache: { key: presentKey, value: presentValue } };
  }

  /** The same for new positions after keys and values of any length; `mask` is bool, `[batch, 1, 1, past + sequence]`. */
  forwardContinued(
    x: Tensor,
    places: Places,
    { mask, key: pastKey, value: pastValue }: LayerCache & { readonly mask: Tensor },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    const [q, k, v] = this.#heads(x, places);
    const key = concat([pastKey, k], 2); // [batch, heads, past + sequence, size]
    const value = concat([pastValue, v], 2);
    const attended = scaledDotProductAttention(q, key, value, { causal: true, mask });
    return { y: this.dense.forward(rows(attended, places)), cache: { key, value } };
  }

  /** Queries, rotated, keys, rotated, and values: `[batch, heads, sequence, size]` each. */
  #heads(x: Tensor, { batch, sequence, positions }: Places): [Tensor, Tensor, Tensor] {
    const { hidden_size, num_attention_heads: heads, rotary_pct, rotary_emb_base: theta } = this.#config;
    const size = hidden_size / heads;
    // The checkpoint keeps a head's query, key and value together.
    const joined = reshape(this.query_key_value.forward(x), [batch, sequence, heads, 3, size]);
    const [q, k, v] = split(transpose(joined, [3, 0, 2, 1, 4]), 3, 0).map((part) =>
      reshape(part, [batch, heads, sequence, size]),
    ) as [Tensor, Tensor, Tensor];
    const options = { theta, dimensions: Math.floor(size * rotary_pct) };
    return [rotaryEmbedding(q, positions, options), rotaryEmbedding(k, positions, options), v];
  }
}

/** `[batch, heads, sequence, size]` → `[batch · sequence, heads · size]`. */
function rows(x: Tensor, { batch, sequence }: Places): Tensor {
  const [, heads, , size] = x.shape as [Dim, Dim, Dim, Dim];
  return reshape(transpose(x, [0, 2, 1, 3]), [multiplyDims(batch, sequence), multiplyDims(heads, size)]);
}

import {
  cachedAttention,
  concat,
  type Dim,
  dropout,
  foldIn,
  Linear,
  Module,
  multiplyDims,
  reshape,
  scaledDotProductAttention,
  split,
  type Tensor,
  transpose,
} from '@fm/core';
import type { LayerCache } from '../causal-decoder.ts';
import type { Gpt2Config } from './config.ts';
import { initializers } from './initializers.ts';

/** What the rows of a two-dimensional activation stand for. */
export interface Sequences {
  readonly batch: Dim;
  readonly sequence: Dim;
}

/** Multi-head causal self-attention. */
export class Gpt2Attention extends Module {
  readonly c_attn: Linear;
  readonly c_proj: Linear;
  readonly #heads: number;
  readonly #scale: number;
  readonly #dropout: { readonly attention: number; readonly residual: number };

  constructor(config: Gpt2Config, layer: number) {
    super();
    const { n_embd, n_head, bias } = config;
    const { weight, residual } = initializers(config);
    this.c_attn = new Linear(n_embd, 3 * n_embd, { bias, layout: 'output-last', initializer: weight });
    this.c_proj = new Linear(n_embd, n_embd, { bias, layout: 'output-last', initializer: residual });
    this.#heads = n_head;
    this.#scale = scoreScale(config, layer);
    this.#dropout = { attention: config.attn_pdrop, residual: config.resid_pdrop };
  }

  /** `[batch · sequence, n_embd]` → the same. */
  forward(x: Tensor, { batch, sequence }: Sequences, key: Tensor | undefined): Tensor {
    const width = x.shape[1] as number;
    const size = width / this.#heads;
    const joined = reshape(this.c_attn.forward(x), [batch, sequence, 3, this.#heads, size]);
    const [q, k, v] = split(transpose(joined, [2, 0, 3, 1, 4]), 3, 0).map((part) =>
      reshape(part, [batch, this.#heads, sequence, size]),
    ) as [Tensor, Tensor, Tensor];
    const attended = scaledDotProductAttention(q, k, v, {
      causal: true,
      scale: this.#scale,
      dropout: { rate: this.#dropout.attention, key: key && foldIn(key, 0) },
    });
    const mixed = transpose(attended, [0, 2, 1, 3]); // [batch, sequence, heads, size]
    const y = this.c_proj.forward(reshape(mixed, [multiplyDims(batch, sequence), width]));
    return dropout(y, this.#dropout.residual, key && foldIn(key, 1));
  }

  /** The same for new positions after those in the cache, without dropout. */
  forwardCached(
    x: Tensor,
    { batch, sequence }: Sequences,
    { position, key: pastKey, value: pastValue }: LayerCache & { readonly position: Tensor },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    const width = x.shape[1] as number;
    const [query, key, value] = split(this.c_attn.forward(x), 3).map((part) =>
      reshape(part, [batch, sequence, width]),
    ) as [Tensor, Tensor, Tensor];
    const { attended, presentKey, presentValue } = cachedAttention(
      { query, key, value, pastKey, pastValue, position },
      { heads: this.#heads, scale: this.#scale },
    );
    const y = this.c_proj.forward(reshape(attended, [multiplyDims(batch, sequence), width]));
    return { y, cache: { key: presentKey, value: presentValue } };
  }

  /** The same for new positions after keys and values of any length; `mask` is bool, `[batch, 1, 1, past + sequence]`. */
  forwardContinued(
    x: Tensor,
    { batch, sequence }: Sequences,
    { mask, key: pastKey, value: pastValue }: LayerCache & { readonly mask: Tensor },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    const width = x.shape[1] as number;
    const [q, k, v] = split(this.c_attn.forward(x), 3).map((part) =>
      transpose(reshape(part, [batch, sequence, this.#heads, width / this.#heads]), [0, 2, 1, 3]),
    ) as [Tensor, Tensor, Tensor];
    const key = concat([pastKey, k], 2); // [batch, heads, past + sequence, size]
    const value = concat([pastValue, v], 2);
    const attended = scaledDotProductAttention(q, key, value, { causal: true, mask, scale: this.#scale });
    const mixed = transpose(attended, [0, 2, 1, 3]); // [batch, sequence, heads, size]
    const y = this.c_proj.forward(reshape(mixed, [multiplyDims(batch, sequence), width]));
    return { y, cache: { key, value } };
  }
}

function scoreScale(config: Gpt2Config, layer: number): number {
  const bySize = config.scale_attn_weights ? 1 / Math.sqrt(config.n_embd / config.n_head) : 1;
  return config.scale_attn_by_inverse_layer_idx ? bySize / (layer + 1) : bySize;
}

import { add, cachedAttention, type Dim, foldIn, matmul, Module, multiplyDims, reshape, softmax, split, type Tensor, transpose } from '@fm/core';
import type { LayerCache } from '../causal-decoder.ts';
import type { Gpt2Config } from './config.ts';
import { Conv1d } from './conv1d.ts';
import { initializers } from './initializers.ts';
import { dropout } from './layers-pending.ts';

/** What every block of one forward pass shares. */
export interface Sequences {
  readonly batch: Dim;
  readonly sequence: Dim;
  /** Added to the scores: 0 for positions that may be seen, −∞ for later ones; `f32[sequence, sequence]`. */
  readonly mask: Tensor;
}

/** Multi-head causal self-attention. */
export class Gpt2Attention extends Module {
  readonly c_attn: Conv1d;
  readonly c_proj: Conv1d;
  readonly #heads: number;
  readonly #scale: number;
  readonly #dropout: { readonly attention: number; readonly residual: number };

  constructor(config: Gpt2Config, layer: number) {
    super();
    const { n_embd, n_head, bias } = config;
    const { weight, residual } = initializers(config);
    this.c_attn = new Conv1d(n_embd, 3 * n_embd, { bias, initializer: weight });
    this.c_proj = new Conv1d(n_embd, n_embd, { bias, initializer: residual });
    this.#heads = n_head;
    this.#scale = scoreScale(config, layer);
    this.#dropout = { attention: config.attn_pdrop, residual: config.resid_pdrop };
  }

  /** `[batch · sequence, n_embd]` → the same. */
  forward(x: Tensor, { batch, sequence, mask }: Sequences, key: Tensor | undefined): Tensor {
    const heads = this.#heads;
    const width = x.shape[1] as number;
    const split5 = reshape(this.c_attn.forward(x), [batch, sequence, 3, heads, width / heads]);
    const [q, k, v] = split(transpose(split5, [2, 0, 3, 1, 4]), 3, 0).map((part) =>
      reshape(part, [batch, heads, sequence, width / heads]),
    ) as [Tensor, Tensor, Tensor];

    const scores = matmul(q, k, { transposeB: true, scale: this.#scale }); // [batch, heads, sequence, sequence]
    const weights = dropout(softmax(add(scores, mask)), this.#dropout.attention, key && foldIn(key, 0));
    const mixed = transpose(matmul(weights, v), [0, 2, 1, 3]); // [batch, sequence, heads, headSize]

    const y = this.c_proj.forward(reshape(mixed, [multiplyDims(batch, sequence), width]));
    return dropout(y, this.#dropout.residual, key && foldIn(key, 1));
  }

  /** The same for new positions after those in the cache, without dropout. */
  forwardCached(
    x: Tensor,
    { batch, sequence }: Omit<Sequences, 'mask'>,
    { position, key: pastKey, value: pastValue }: LayerCache & { readonly position: Tensor },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    const width = x.shape[1] as number;
    const [query, key, value] = split(this.c_attn.forward(x), 3).map((part) => reshape(part, [batch, sequence, width])) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const { attended, presentKey, presentValue } = cachedAttention(
      { query, key, value, pastKey, pastValue, position },
      { heads: this.#heads, scale: this.#scale },
    );
    const y = this.c_proj.forward(reshape(attended, [multiplyDims(batch, sequence), width]));
    return { y, cache: { key: presentKey, value: presentValue } };
  }
}

function scoreScale(config: Gpt2Config, layer: number): number {
  const bySize = config.scale_attn_weights ? 1 / Math.sqrt(config.n_embd / config.n_head) : 1;
  return config.scale_attn_by_inverse_layer_idx ? bySize / (layer + 1) : bySize;
}

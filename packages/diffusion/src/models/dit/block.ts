import {
  add,
  dropout,
  expandDims,
  foldIn,
  gelu,
  layerNorm,
  Linear,
  Module,
  multiply,
  silu,
  split,
  type Tensor,
  zerosInitializer,
} from '@fm/core';
import { SelfAttention } from '../self-attention.ts';
import { Conditioning } from './conditioning.ts';
import type { DitConfig } from './config.ts';

/** What the conditioning of a block becomes: six vectors that shift, scale and gate its two parts. */
class AdaptiveNorm extends Module {
  readonly emb: Conditioning;
  readonly linear: Linear;

  constructor(classes: number, width: number) {
    super();
    this.emb = new Conditioning(classes, width);
    // Zeros: at first every block passes on what it was given.
    this.linear = new Linear(width, 6 * width, { initializer: zerosInitializer });
  }

  /** Six tensors `[batch, 1, width]`. */
  forward(conditioning: Tensor): readonly Tensor[] {
    return split(expandDims(this.linear.forward(silu(conditioning)), 1), 6);
  }
}

/** The layer before the nonlinearity. */
class Expansion extends Module {
  readonly proj: Linear;
  constructor(width: number) {
    super();
    this.proj = new Linear(width, 4 * width);
  }
}

class FeedForward extends Module {
  /** As in diffusers: the expansion, dropout (which has no weights), the projection back. */
  readonly net: readonly [Expansion, undefined, Linear];
  readonly #config: DitConfig;

  constructor(width: number, config: DitConfig) {
    super();
    this.net = [new Expansion(width), undefined, new Linear(4 * width, width)];
    this.#config = config;
  }

  forward(x: Tensor, key?: Tensor): Tensor {
    const { activation_fn, dropout: rate } = this.#config;
    const hidden = gelu(this.net[0].proj.forward(x), {
      approximate: activation_fn === 'gelu' ? 'none' : 'tanh',
    });
    return this.net[2].forward(dropout(hidden, rate, key));
  }
}

/**
 * A transformer block whose norms are shifted and scaled, and whose branches are gated, by time and class (adaLN-Zero).
 *
 * @see Peebles and Xie 2023, "Scalable Diffusion Models with Transformers", section 3.2
 */
export class DitBlock extends Module {
  readonly norm1: AdaptiveNorm;
  readonly attn1: SelfAttention;
  readonly ff: FeedForward;
  readonly #config: DitConfig;

  constructor(width: number, config: DitConfig) {
    super();
    this.norm1 = new AdaptiveNorm(config.num_embeds_ada_norm, width);
    this.attn1 = new SelfAttention(width, config.num_attention_heads, { bias: config.attention_bias });
    this.ff = new FeedForward(width, config);
    this.#config = config;
  }

  /**
   * @param x - `[batch, patches, width]`
   * @param time - `[batch]`
   * @param classLabels - `[batch]`
   * @returns the shape of `x`
   */
  forward(x: Tensor, { time, classLabels, key }: DitBlockInputs): Tensor {
    const [shift1, scale1, gate1, shift2, scale2, gate2] = this.norm1.forward(
      this.norm1.emb.forward(time, classLabels),
    ) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const attended = this.attn1.forward(modulate(layerNorm(x, { epsilon: 1e-6 }), shift1, scale1));
    const dropped = dropout(attended, this.#config.dropout, key && foldIn(key, 0));
    const middle = add(x, multiply(gate1, dropped));
    const normalized = modulate(layerNorm(middle, { epsilon: this.#config.norm_eps }), shift2, scale2);
    return add(middle, multiply(gate2, this.ff.forward(normalized, key && foldIn(key, 1))));
  }
}

/** What a block is given beside the patches. */
export interface DitBlockInputs {
  readonly time: Tensor;
  readonly classLabels: Tensor;
  readonly key?: Tensor | undefined;
}

/** `x · (1 + scale) + shift`. */
export function modulate(x: Tensor, shift: Tensor, scale: Tensor): Tensor {
  return add(multiply(x, add(scale, 1)), shift);
}

import {
  type Dim,
  Linear,
  Module,
  reshape,
  scaledDotProductAttention,
  type Tensor,
  transpose,
} from '@fm/core';

/** Options of {@link SelfAttention}. */
export interface SelfAttentionOptions {
  /** Width of one head. @default width / heads */
  readonly headSize?: number;
  /** Whether queries, keys and values have a bias. @default true */
  readonly bias?: boolean;
}

/** Multi-head attention of a sequence to itself, with diffusers' names of the weights. */
export class SelfAttention extends Module {
  readonly to_q: Linear;
  readonly to_k: Linear;
  readonly to_v: Linear;
  readonly to_out: readonly [Linear];
  readonly #heads: number;
  readonly #headSize: number;

  constructor(
    width: number,
    heads: number,
    { headSize = width / heads, bias = true }: SelfAttentionOptions = {},
  ) {
    super();
    const inner = heads * headSize;
    this.to_q = new Linear(width, inner, { bias });
    this.to_k = new Linear(width, inner, { bias });
    this.to_v = new Linear(width, inner, { bias });
    this.to_out = [new Linear(inner, width)];
    this.#heads = heads;
    this.#headSize = headSize;
  }

  /** `[batch, sequence, width]` → the same. */
  forward(x: Tensor): Tensor {
    const [batch, sequence] = x.shape as [Dim, Dim];
    const split = (projected: Tensor): Tensor =>
      transpose(reshape(projected, [batch, sequence, this.#heads, this.#headSize]), [0, 2, 1, 3]); // [batch, heads, sequence, headSize]
    const mixed = scaledDotProductAttention(
      split(this.to_q.forward(x)),
      split(this.to_k.forward(x)),
      split(this.to_v.forward(x)),
    );
    const joined = reshape(transpose(mixed, [0, 2, 1, 3]), [batch, sequence, this.#heads * this.#headSize]);
    return this.to_out[0].forward(joined);
  }
}

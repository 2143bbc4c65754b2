import { ArgumentError } from '../errors/index.ts';
import type { Tensor } from '../ir/index.ts';
import { reshape } from '../ops/reshape.ts';
import { transpose } from '../ops/transpose.ts';
import type { Dim } from '../tensor/index.ts';
import { rotaryEmbedding, type RotaryEmbeddingOptions } from './functional/rotary-embedding.ts';
import { scaledDotProductAttention } from './functional/scaled-dot-product-attention.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';

/** Options of {@link MultiHeadAttention}. */
export interface MultiHeadAttentionOptions {
  /** Heads of the queries, a divisor of the width. */
  readonly heads: number;
  /** Heads of keys and values, shared by groups of query heads; divides `heads`. @default heads */
  readonly keyHeads?: number;
  /** @default width / heads */
  readonly headSize?: number;
  /** Width of what keys and values are made from. @default width */
  readonly contextWidth?: number;
  /** Whether the layers add a vector. @default true */
  readonly bias?: boolean;
  /** Lets every position see only itself and earlier ones. @default false */
  readonly causal?: boolean;
  /** Rotates queries and keys by their positions. @default no rotation */
  readonly rotary?: RotaryEmbeddingOptions;
  /** Rate of dropout of the attention weights, in [0, 1); needs a key. @default 0 */
  readonly dropout?: number;
}

/** What a forward pass of {@link MultiHeadAttention} may be given beside its operand. */
export interface MultiHeadAttentionInputs {
  /** What to attend to, `[batch, keys, contextWidth]`. @default the operand itself */
  readonly context?: Tensor | undefined;
  /** As in {@link scaledDotProductAttention}. @default every key may be seen */
  readonly mask?: Tensor | undefined;
  /** Integers `[queries]` or `[batch, queries]`, for rotary embeddings. Needed where there are some. @default none */
  readonly positions?: Tensor | undefined;
  /** Random key for dropout, `i32[2]`; without it nothing is dropped. @default none */
  readonly key?: Tensor | undefined;
}

/**
 * Multi-head attention of a sequence to itself or to a context: `o_proj(attention(q_proj(x), k_proj(c), v_proj(c)))`.
 *
 * @see Vaswani et al. 2017, "Attention Is All You Need", section 3.2.2
 * @example
 * ```ts
 * import { input, MultiHeadAttention } from '@fm/core';
 *
 * const layer = new MultiHeadAttention(64, { heads: 4, keyHeads: 2, causal: true });
 * String(layer.forward(input('f32', [2, 16, 64]))); // => 'f32[2, 16, 64]'
 * ```
 */
export class MultiHeadAttention extends Module {
  readonly q_proj: Linear;
  readonly k_proj: Linear;
  readonly v_proj: Linear;
  readonly o_proj: Linear;
  readonly #options: MultiHeadAttentionOptions & { readonly keyHeads: number; readonly headSize: number };

  /** @throws {ArgumentError} when the heads do not divide the width, or the key heads the heads */
  constructor(width: number, options: MultiHeadAttentionOptions) {
    super();
    const { heads, keyHeads = heads, headSize = width / heads, contextWidth = width, bias = true } = options;
    if (!Number.isInteger(headSize) || heads % keyHeads !== 0) {
      throw new ArgumentError('MultiHeadAttention: the heads do not come out even', {
        expected: 'heads that divide the width, and keyHeads that divide heads',
        received: `width ${width}, ${heads} heads, ${keyHeads} key heads`,
      });
    }
    this.q_proj = new Linear(width, heads * headSize, { bias });
    this.k_proj = new Linear(contextWidth, keyHeads * headSize, { bias });
    this.v_proj = new Linear(contextWidth, keyHeads * headSize, { bias });
    this.o_proj = new Linear(heads * headSize, width, { bias });
    this.#options = { ...options, keyHeads, headSize };
  }

  /**
   * @param x - `[batch, queries, width]`
   * @returns `[batch, queries, width]`
   * @throws {ShapeError} when operands or masks do not fit
   * @throws {ArgumentError} when rotary embeddings lack positions, or are to be used with a context
   */
  forward(x: Tensor, { context, mask, positions, key }: MultiHeadAttentionInputs = {}): Tensor {
    const { heads, keyHeads, headSize, causal = false, rotary, dropout = 0 } = this.#options;
    const source = context ?? x;
    const split = (projected: Tensor, count: number): Tensor => {
      const [batch, sequence] = projected.shape as [Dim, Dim];
      return transpose(reshape(projected, [batch, sequence, count, headSize]), [0, 2, 1, 3]); // [batch, heads, sequence, headSize]
    };
    const turn = (part: Tensor): Tensor => {
      if (rotary === undefined) return part;
      if (positions === undefined || context !== undefined) {
        throw new ArgumentError('MultiHeadAttention: rotary embeddings need the positions of one sequence', {
          expected: 'positions [queries] or [batch, queries], and no context',
          received: positions === undefined ? 'no positions' : 'a context',
        });
      }
      return rotaryEmbedding(part, positions, rotary);
    };
    const query = turn(split(this.q_proj.forward(x), heads));
    const keys = turn(split(this.k_proj.forward(source), keyHeads));
    const values = split(this.v_proj.forward(source), keyHeads);
    const mixed = scaledDotProductAttention(query, keys, values, {
      causal,
      mask,
      dropout: { rate: dropout, key },
    });
    const [batch, , queries] = mixed.shape as [Dim, Dim, Dim];
    return this.o_proj.forward(reshape(transpose(mixed, [0, 2, 1, 3]), [batch, queries, heads * headSize]));
  }
}

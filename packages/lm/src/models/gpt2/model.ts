import {
  add,
  cast,
  type Dim,
  dropout,
  Embedding,
  foldIn,
  iota,
  LayerNorm,
  Linear,
  matmul,
  Module,
  multiplyDims,
  reshape,
  slice,
  type Tensor,
} from '@fm/core';
import type {
  CachedHiddenStates,
  CacheLayout,
  CausalDecoder,
  DecoderCache,
  DecoderPast,
  ForwardContext,
  LayerCache,
} from '../causal-decoder.ts';
import { decoderLogits } from '../decoder-logits.ts';
import { requireContext } from '../require-context.ts';
import { Gpt2Attention, type Sequences } from './attention.ts';
import { type Gpt2Config, gpt2Config } from './config.ts';
import { initializers } from './initializers.ts';
import { Gpt2Mlp } from './mlp.ts';

/**
 * GPT-2 with its language-modelling head. Parameters have Hugging Face's names without the `transformer.` prefix.
 *
 * @see Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"
 * @example
 * ```ts
 * import { Gpt2 } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 65, n_positions: 64, n_embd: 128, n_layer: 4, n_head: 4 });
 * model.parameters().get('h.0.attn.c_attn.weight')?.shape; // => [128, 384]
 * ```
 */
export class Gpt2 extends Module implements CausalDecoder {
  readonly config: Gpt2Config;
  readonly wte: Embedding;
  readonly wpe: Embedding;
  readonly h: readonly Gpt2Block[];
  readonly ln_f: LayerNorm;
  /** The output matrix, `[vocab_size, n_embd]`, where it is not the token embedding. */
  readonly lm_head: Linear | undefined;

  /** @throws {ArgumentError} when the configuration is not valid */
  constructor(options: Partial<Gpt2Config> = {}) {
    super();
    const config = gpt2Config(options);
    const { vocab_size, n_positions, n_embd, n_layer } = config;
    const initializer = initializers(config).weight;
    this.config = config;
    this.wte = new Embedding(vocab_size, n_embd, { initializer });
    this.wpe = new Embedding(n_positions, n_embd, { initializer });
    this.h = Array.from({ length: n_layer }, (_, layer) => new Gpt2Block(config, layer));
    this.ln_f = new LayerNorm(n_embd, { epsilon: config.layer_norm_epsilon, bias: config.bias });
    this.lm_head = config.tie_word_embeddings
      ? undefined
      : new Linear(n_embd, vocab_size, { bias: false, initializer });
  }

  get vocabularySize(): number {
    return this.config.vocab_size;
  }

  get contextLength(): number {
    return this.config.n_positions;
  }

  get cacheLayout(): CacheLayout {
    const { n_layer, n_head, n_embd } = this.config;
    return { layers: n_layer, heads: n_head, headSize: n_embd / n_head };
  }

  logits(inputIds: Tensor, context?: ForwardContext): Tensor {
    return decoderLogits(this, this.hiddenStates(inputIds, context));
  }

  hiddenStates(inputIds: Tensor, { key }: ForwardContext = {}): Tensor {
    const [batch, sequence] = inputIds.shape as [Dim, Dim];
    this.#requireContext(sequence);
    const positions = slice(this.wpe.weight, { size: sequence }); // [sequence, n_embd]
    let x = add(this.wte.forward(inputIds), positions); // [batch, sequence, n_embd]
    x = reshape(x, [multiplyDims(batch, sequence), this.config.n_embd]);
    x = dropout(x, this.config.embd_pdrop, key && foldIn(key, 0));

    for (const [layer, block] of this.h.entries()) {
      x = block.forward(x, { batch, sequence }, key && foldIn(key, layer + 1));
    }
    return reshape(this.ln_f.forward(x), [batch, sequence, this.config.n_embd]);
  }

  cachedHiddenStates(inputIds: Tensor, { position, layers }: DecoderCache): CachedHiddenStates {
    const [batch, sequence] = inputIds.shape as [Dim, Dim];
    this.#requireContext(sequence);
    const places = add(cast(position, 'i64'), iota(sequence)); // [sequence]
    let x = add(this.wte.forward(inputIds), this.wpe.forward(places)); // [batch, sequence, n_embd]
    x = reshape(x, [multiplyDims(batch, sequence), this.config.n_embd]);
    const present = this.h.map((block, layer) => {
      const { y, cache } = block.forwardCached(
        x,
        { batch, sequence },
        { position, ...(layers[layer] as LayerCache) },
      );
      x = y;
      return cache;
    });
    return { hidden: reshape(this.ln_f.forward(x), [batch, sequence, this.config.n_embd]), layers: present };
  }

  continuedHiddenStates(
    inputIds: Tensor,
    { attentionMask, positionIds, layers }: DecoderPast,
  ): CachedHiddenStates {
    const [batch, sequence] = inputIds.shape as [Dim, Dim];
    const mask = reshape(cast(attentionMask, 'bool'), [batch, 1, 1, attentionMask.shape[1] as Dim]);
    let x = add(this.wte.forward(inputIds), this.wpe.forward(positionIds)); // [batch, sequence, n_embd]
    x = reshape(x, [multiplyDims(batch, sequence), this.config.n_embd]);
    const present = this.h.map((block, layer) => {
      const { y, cache } = block.forwardContinued(
        x,
        { batch, sequence },
        { mask, ...(layers[layer] as LayerCache) },
      );
      x = y;
      return cache;
    });
    return { hidden: reshape(this.ln_f.forward(x), [batch, sequence, this.config.n_embd]), layers: present };
  }

  project(hidden: Tensor): Tensor {
    return matmul(hidden, (this.lm_head ?? this.wte).weight, { transposeB: true }); // [rows, vocab_size]
  }

  #requireContext(sequence: Dim): void {
    requireContext(sequence, { model: 'GPT-2', contextLength: this.contextLength, field: 'n_positions' });
  }
}

/** One transformer block: attention and MLP, each after a norm and added to the residual stream. */
export class Gpt2Block extends Module {
  readonly ln_1: LayerNorm;
  readonly attn: Gpt2Attention;
  readonly ln_2: LayerNorm;
  readonly mlp: Gpt2Mlp;

  constructor(config: Gpt2Config, layer: number) {
    super();
    const { n_embd, layer_norm_epsilon: epsilon, bias } = config;
    this.ln_1 = new LayerNorm(n_embd, { epsilon, bias });
    this.attn = new Gpt2Attention(config, layer);
    this.ln_2 = new LayerNorm(n_embd, { epsilon, bias });
    this.mlp = new Gpt2Mlp(config);
  }

  /** `[batch · sequence, n_embd]` → the same. */
  forward(x: Tensor, sequences: Sequences, key: Tensor | undefined): Tensor {
    const attended = add(x, this.attn.forward(this.ln_1.forward(x), sequences, key && foldIn(key, 0)));
    return add(attended, this.mlp.forward(this.ln_2.forward(attended), key && foldIn(key, 1)));
  }

  /** The same for new positions after those in the cache. */
  forwardCached(
    x: Tensor,
    sequences: Sequences,
    cache: LayerCache & { readonly position: Tensor },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    return this.#finish(x, this.attn.forwardCached(this.ln_1.forward(x), sequences, cache));
  }

  /** The same for new positions after keys and values of any length. */
  forwardContinued(
    x: Tensor,
    sequences: Sequences,
    cache: LayerCache & { readonly mask: Tensor },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    return this.#finish(x, this.attn.forwardContinued(this.ln_1.forward(x), sequences, cache));
  }

  #finish(
    x: Tensor,
    { y, cache }: { readonly y: Tensor; readonly cache: LayerCache },
  ): { readonly y: Tensor; readonly cache: LayerCache } {
    const attended = add(x, y);
    return { y: add(attended, this.mlp.forward(this.ln_2.forward(attended))), cache };
  }
}

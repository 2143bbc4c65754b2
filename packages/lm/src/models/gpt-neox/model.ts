import {
  add,
  cast,
  type Dim,
  Embedding,
  foldIn,
  iota,
  LayerNorm,
  Linear,
  matmul,
  Module,
  multiplyDims,
  normalInitializer,
  reshape,
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
import { GptNeoXAttention, type Places } from './attention.ts';
import { type GptNeoXConfig, gptNeoXConfig } from './config.ts';
import { GptNeoXMlp } from './mlp.ts';

/**
 * GPT-NeoX with its language-modelling head; the models called Pythia are of this kind. Parameters have Hugging Face's
 * names without the `gpt_neox.` prefix.
 *
 * @see Black et al. 2022, "GPT-NeoX-20B: An Open-Source Autoregressive Language Model", https://arxiv.org/abs/2204.06745
 * @example
 * ```ts
 * import { GptNeoX } from '@fm/lm';
 *
 * const model = new GptNeoX({ vocab_size: 65, hidden_size: 128, num_hidden_layers: 4, num_attention_heads: 4 });
 * model.parameters().get('layers.0.attention.query_key_value.weight')?.shape; // => [384, 128]
 * ```
 */
export class GptNeoX extends Module implements CausalDecoder {
  readonly config: GptNeoXConfig;
  readonly embed_in: Embedding;
  readonly layers: readonly GptNeoXBlock[];
  readonly final_layer_norm: LayerNorm;
  /** The output matrix, `[vocab_size, hidden_size]`, where it is not the token embedding. */
  readonly embed_out: Linear | undefined;

  /** @throws {ArgumentError} when the configuration is not valid */
  constructor(options: Partial<GptNeoXConfig> = {}) {
    super();
    const config = gptNeoXConfig(options);
    const { vocab_size, hidden_size: width } = config;
    const initializer = normalInitializer(config.initializer_range);
    this.config = config;
    this.embed_in = new Embedding(vocab_size, width, { initializer });
    this.layers = Array.from({ length: config.num_hidden_layers }, () => new GptNeoXBlock(config));
    this.final_layer_norm = new LayerNorm(width, { epsilon: config.layer_norm_eps });
    this.embed_out = config.tie_word_embeddings
      ? undefined
      : new Linear(width, vocab_size, { bias: false, initializer });
  }

  get vocabularySize(): number {
    return this.config.vocab_size;
  }

  get contextLength(): number {
    return this.config.max_position_embeddings;
  }

  get cacheLayout(): CacheLayout {
    const { num_hidden_layers: layers, num_attention_heads: heads, hidden_size } = this.config;
    return { layers, heads, headSize: hidden_size / heads };
  }

  logits(inputIds: Tensor, context?: ForwardContext): Tensor {
    return decoderLogits(this, this.hiddenStates(inputIds, context));
  }

  hiddenStates(inputIds: Tensor, { key }: ForwardContext = {}): Tensor {
    const places = placesOf(inputIds, iota((inputIds.shape as [Dim, Dim])[1]));
    this.#requireContext(places.sequence);
    let x = this.#embed(inputIds); // [batch · sequence, hidden_size]
    for (const [layer, block] of this.layers.entries()) {
      x = block.forward(x, places, key && foldIn(key, layer));
    }
    return this.#finish(x, places);
  }

  cachedHiddenStates(inputIds: Tensor, { position, layers }: DecoderCache): CachedHiddenStates {
    const sequence = (inputIds.shape as [Dim, Dim])[1];
    this.#requireContext(sequence);
    const places = placesOf(inputIds, add(cast(position, 'i64'), iota(sequence)));
    return this.#throughLayers(inputIds, places, (block, x, layer) =>
      block.forwardCached(x, places, { position, ...(layers[layer] as LayerCache) }),
    );
  }

  continuedHiddenStates(
    inputIds: Tensor,
    { attentionMask, positionIds, layers }: DecoderPast,
  ): CachedHiddenStates {
    const places = placesOf(inputIds, positionIds);
    const mask = reshape(cast(attentionMask, 'bool'), [places.batch, 1, 1, attentionMask.shape[1] as Dim]);
    return this.#throughLayers(inputIds, places, (block, x, layer) =>
      block.forwardContinued(x, places, { mask, ...(layers[layer] as LayerCache) }),
    );
  }

  project(hidden: Tensor): Tensor {
    return matmul(hidden, (this.embed_out ?? this.embed_in).weight, { transposeB: true }); // [rows, vocab_size]
  }

  #embed(inputIds: Tensor): Tensor {
    const [batch, sequence] = inputIds.shape as [Dim, Dim];
    return reshape(this.embed_in.forward(inputIds), [multiplyDims(batch, sequence), this.config.hidden_size]);
  }

  #throughLayers(
    inputIds: Tensor,
    places: Places,
    step: (block: GptNeoXBlock, x: Tensor, layer: number) => BlockResult,
  ): CachedHiddenStates {
    let x = this.#embed(inputIds);
    const layers = this.layers.map((block, layer) => {
      const { y, cache } = step(block, x, layer);
      x = y;
      return cache;
    });
    return { hidden: this.#finish(x, places), layers };
  }

  #finish(x: Tensor, { batch, sequence }: Places): Tensor {
    return reshape(this.final_layer_norm.forward(x), [batch, sequence, this.config.hidden_size]);
  }

  #requireContext(sequence: Dim): void {
    requireContext(sequence, {
      model: 'GPT-NeoX',
      contextLength: this.contextLength,
      field: 'max_position_embeddings',
    });
  }
}

function placesOf(inputIds: Tensor, positions: Tensor): Places {
  const [batch, sequence] = inputIds.shape as [Dim, Dim];
  return { batch, sequence, positions };
}

/** What a block makes of new positions, and what it remembers. */
interface BlockResult {
  readonly y: Tensor;
  readonly cache: LayerCache;
}

/** One transformer block: attention and MLP, each after a norm of its own and added to the residual stream. */
export class GptNeoXBlock extends Module {
  readonly input_layernorm: LayerNorm;
  readonly post_attention_layernorm: LayerNorm;
  readonly attention: GptNeoXAttention;
  readonly mlp: GptNeoXMlp;
  readonly #isParallel: boolean;

  constructor(config: GptNeoXConfig) {
    super();
    const { hidden_size: width, layer_norm_eps: epsilon } = config;
    this.input_layernorm = new LayerNorm(width, { epsilon });
    this.post_attention_layernorm = new LayerNorm(width, { epsilon });
    this.attention = new GptNeoXAttention(config);
    this.mlp = new GptNeoXMlp(config);
    this.#isParallel = config.use_parallel_residual;
  }

  /** `[batch · sequence, hidden_size]` → the same. */
  forward(x: Tensor, places: Places, key: Tensor | undefined): Tensor {
    const attended = this.attention.forward(this.input_layernorm.forward(x), places, key && foldIn(key, 0));
    return this.#add(x, attended, key && foldIn(key, 1));
  }

  /** The same for new positions after those in the cache. */
  forwardCached(x: Tensor, places: Places, cache: LayerCache & { readonly position: Tensor }): BlockResult {
    const { y, cache: present } = this.attention.forwardCached(
      this.input_layernorm.forward(x),
      places,
      cache,
    );
    return { y: this.#add(x, y), cache: present };
  }

  /** The same for new positions after keys and values of any length. */
  forwardContinued(x: Tensor, places: Places, cache: LayerCache & { readonly mask: Tensor }): BlockResult {
    const { y, cache: present } = this.attention.forwardContinued(
      this.input_layernorm.forward(x),
      places,
      cache,
    );
    return { y: this.#add(x, y), cache: present };
  }

  #add(x: Tensor, attended: Tensor, key?: Tensor): Tensor {
    const sum = add(x, attended);
    const mlp = this.mlp.forward(this.post_attention_layernorm.forward(this.#isParallel ? x : sum), key);
    return add(sum, mlp);
  }
}

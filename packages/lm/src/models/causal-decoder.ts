import type { Model, Tensor } from '@fm/core';

/** A model that predicts the next token at every position; what the causal objective trains. */
export interface CausalModel extends Model {
  /**
   * Logits of the token after each position.
   *
   * @param inputIds - `i64[batch, sequence]`
   * @returns `f32[batch, sequence, vocabulary]`
   */
  logits(inputIds: Tensor, context?: ForwardContext): Tensor;
}

/** Circumstances of a forward pass. */
export interface ForwardContext {
  /** Random key for dropout, `i32[2]`; without it nothing is dropped. @default none */
  readonly key?: Tensor | undefined;
}

/** A causal model that can also go on from cached keys and values; what a language model is made of. */
export interface CausalDecoder extends CausalModel {
  /** Every id it knows is below. */
  readonly vocabularySize: number;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
  /** What one sequence needs to remember. */
  readonly cacheLayout: CacheLayout;
  /** Vectors of the last layer, after its norm: `i64[batch, sequence]` → `f32[batch, sequence, hidden]`. */
  hiddenStates(inputIds: Tensor, context?: ForwardContext): Tensor;
  /** The same for ids that follow what is in the cache. */
  cachedHiddenStates(inputIds: Tensor, cache: DecoderCache): CachedHiddenStates;
  /** The same for ids that follow keys and values of any length, in rows that may be padded: for exported files. */
  continuedHiddenStates(inputIds: Tensor, past: DecoderPast): CachedHiddenStates;
  /** Logits of hidden states: `f32[rows, hidden]` → `f32[rows, vocabulary]`. */
  project(hidden: Tensor): Tensor;
}

/** Extents of a key–value cache. */
export interface CacheLayout {
  /** Number of layers. */
  readonly layers: number;
  /** Heads of keys and values. */
  readonly heads: number;
  /** Numbers in a key, and in a value. */
  readonly headSize: number;
}

/** A key–value cache while tracing. */
export interface DecoderCache {
  /** How many positions are filled, `i32[]`. */
  readonly position: Tensor;
  /** One pair a layer, each `f32[batch, heads, capacity, headSize]`. */
  readonly layers: readonly LayerCache[];
}

/** Keys and values of all positions so far, and where these are, while tracing. */
export interface DecoderPast {
  /** 1 for tokens and 0 for padding, those of the past first, `i64[batch, past + sequence]`. */
  readonly attentionMask: Tensor;
  /** The place of each new token in its row, `i64[batch, sequence]`. */
  readonly positionIds: Tensor;
  /** One pair a layer, each `f32[batch, heads, past, headSize]`. */
  readonly layers: readonly LayerCache[];
}

/** Keys and values of one layer. */
export interface LayerCache {
  /** `f32[batch, heads, positions, headSize]`. */
  readonly key: Tensor;
  /** `f32[batch, heads, positions, headSize]`. */
  readonly value: Tensor;
}

/** Hidden states of new positions and the cache that holds them. */
export interface CachedHiddenStates {
  /** `f32[batch, sequence, hidden]`. */
  readonly hidden: Tensor;
  /** Keys and values, the new ones among them; one pair a layer. */
  readonly layers: readonly LayerCache[];
}

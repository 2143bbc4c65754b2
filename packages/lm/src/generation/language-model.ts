import {
  ArgumentError,
  type Backend,
  type ContinuationScore,
  type DeviceTensor,
  type EmbedOptions,
  type GenerateOptions,
  type Generation,
  type HostTensor,
  type LanguageModel,
  type Tokenizer,
  type TokenScores,
} from '@fm/core';
import type { CausalDecoder } from '../models/causal-decoder.ts';
import { DecoderRuntime } from './decoder-runtime.ts';
import type { CacheMode } from './decoder-state.ts';
import { embedTexts } from './embed-texts.ts';
import { checkGenerateOptions, generateTokens } from './generate-tokens.ts';
import { scoreContinuations } from './score-continuations.ts';
import { scoreText } from './score-text.ts';
import { TokenGeneration } from './token-generation.ts';

/** Options of {@link languageModel}. */
export interface LanguageModelOptions {
  /** The architecture. */
  readonly model: CausalDecoder;
  /**
   * The numbers of every parameter by name: host tensors of a checkpoint, or device tensors of a train state, which are
   * read where they are and must outlive the model.
   */
  readonly parameters: Readonly<Record<string, HostTensor | DeviceTensor>>;
  /** The tokenizer it was trained with, of at most as many ids as the model knows. */
  readonly tokenizer: Tokenizer;
  /** Compiles and runs the model. */
  readonly backend: Backend;
  /** Name for messages. @default 'language model' */
  readonly name?: string;
  /**
   * How keys and values are cached.
   *
   * @default 'in-place'; choose 'double-buffered' for a WebGPU backend
   */
  readonly cache?: CacheMode;
}

/** A language model that holds compiled programs and buffers; dispose it when done. */
export interface LoadedLanguageModel extends LanguageModel, AsyncDisposable {}

/**
 * Weights, tokenizer and runtime as one language model.
 *
 * Generation keeps keys and values in a cache that is allocated once and stays on the device. A prompt may have as many
 * tokens as the context; generation ends with `finishReason: 'context'` when the context is full. An empty prompt begins
 * with the end-of-text token. Control tokens that are spelled out in a prompt are ordinary text: give ids to use them. A
 * stop token is the last of the generated tokens, but no part of the text.
 *
 * `score` cuts a text that is longer than the context into windows that advance by half of it; `scoreContinuations` and
 * `embed` refuse such texts.
 *
 * @throws {ArgumentError} when the weights or the tokenizer do not fit the model
 * @example
 * ```ts
 * import { initialize, referenceBackend } from '@fm/core';
 * import { characterTokenizer, Gpt2, languageModel } from '@fm/lm';
 *
 * const tokenizer = characterTokenizer('abcdefgh');
 * const model = new Gpt2({ vocab_size: 8, n_positions: 16, n_embd: 16, n_layer: 1, n_head: 2 });
 * await using lm = languageModel({ model, tokenizer, parameters: initialize(model, 0), backend: referenceBackend() });
 * const { tokens } = await lm.generate('abc', { maxTokens: 5, seed: 1 }).result;
 * tokens.length; // => 5
 * ```
 */
export function languageModel(options: LanguageModelOptions): LoadedLanguageModel {
  const { model, tokenizer, name = 'language model', backend, parameters, cache = 'in-place' } = options;
  if (tokenizer.vocabularySize > model.vocabularySize) {
    throw new ArgumentError('The tokenizer has ids that the model does not know', {
      expected: `at most ${model.vocabularySize} ids`,
      received: `${tokenizer.vocabularySize}`,
      hint: 'Use the tokenizer the model was trained with.',
    });
  }
  return new DecoderLanguageModel(
    new DecoderRuntime(model, { backend, parameters, name, cacheMode: cache }),
    tokenizer,
    name,
  );
}

class DecoderLanguageModel implements LoadedLanguageModel {
  readonly name: string;
  readonly tokenizer: Tokenizer;
  readonly #runtime: DecoderRuntime;

  constructor(runtime: DecoderRuntime, tokenizer: Tokenizer, name: string) {
    this.#runtime = runtime;
    this.tokenizer = tokenizer;
    this.name = name;
  }

  get contextLength(): number {
    return this.#runtime.decoder.contextLength;
  }

  generate(prompt: string | ArrayLike<number>, options: GenerateOptions = {}): Generation {
    const start = { runtime: this.#runtime, tokenizer: this.tokenizer, prompt: this.#promptIds(prompt) };
    return new TokenGeneration(generateTokens(start, checkGenerateOptions(options)), start.prompt.length);
  }

  async score(
    text: string | ArrayLike<number>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<TokenScores> {
    if (typeof text !== 'string') this.#requireIds(text);
    return scoreText(this.#runtime, text, { tokenizer: this.tokenizer, signal });
  }

  async scoreContinuations(
    prefix: string,
    continuations: readonly string[],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly ContinuationScore[]> {
    return scoreContinuations(
      this.#runtime,
      { prefix, continuations },
      { tokenizer: this.tokenizer, signal },
    );
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<readonly Float32Array[]> {
    return embedTexts(this.#runtime, { texts, tokenizer: this.tokenizer }, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runtime[Symbol.asyncDispose]();
  }

  #promptIds(prompt: string | ArrayLike<number>): readonly number[] {
    const ids = Array.from(typeof prompt === 'string' ? this.tokenizer.encode(prompt).ids : prompt);
    this.#requireIds(ids);
    if (ids.length === 0) {
      if (this.tokenizer.endOfText === undefined) {
        throw new ArgumentError('There is nothing to continue', {
          expected: 'a prompt of at least one token',
          hint: 'Give a prompt, or use a tokenizer with an end-of-text token.',
        });
      }
      return [this.tokenizer.endOfText];
    }
    if (ids.length > this.contextLength) {
      throw new ArgumentError('The prompt is longer than the context', {
        expected: `at most ${this.contextLength} tokens`,
        received: `${ids.length}`,
        hint: 'Shorten the prompt from its beginning.',
      });
    }
    return ids;
  }

  #requireIds(ids: ArrayLike<number>): void {
    const { vocabularySize } = this.#runtime.decoder;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      if (Number.isInteger(id) && id >= 0 && id < vocabularySize) continue;
      throw new ArgumentError('There is no such token id', {
        expected: `an integer in [0, ${vocabularySize})`,
        received: `${id} at ${i}`,
      });
    }
  }
}

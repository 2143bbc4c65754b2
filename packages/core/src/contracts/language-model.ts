import type { Tokenizer } from './tokenizer.ts';

/** A causal language model that is ready to use: weights, tokenizer and runtime together. */
export interface LanguageModel {
  /** Name for messages, for example `gpt2`. */
  readonly name: string;
  /** Turns texts into the ids it was trained on. */
  readonly tokenizer: Tokenizer;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
  /** Continues a prompt, token by token. */
  generate(prompt: string | ArrayLike<number>, options?: GenerateOptions): Generation;
  /** Log-probability of every token of a text given those before it. */
  score(text: string | ArrayLike<number>, options?: { readonly signal?: AbortSignal }): Promise<TokenScores>;
  /**
   * Log-probabilities of several continuations of one prefix. Prefix and continuation are tokenized as one text; the
   * prefix is computed once.
   */
  scoreContinuations(
    prefix: string,
    continuations: readonly string[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly ContinuationScore[]>;
  /** One vector per text, `[texts][hidden]`. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<readonly Float32Array[]>;
}

/** Options of {@link LanguageModel.generate}. */
export interface GenerateOptions {
  /** Most new tokens. @default 128 */
  readonly maxTokens?: number;
  /** Divides the logits; 0 is greedy. @default 1 */
  readonly temperature?: number;
  /** Keep the `topK` most probable tokens. @default all */
  readonly topK?: number;
  /** Keep the smallest set of tokens with at least this probability, in (0, 1]. @default 1 */
  readonly topP?: number;
  /** Drop tokens less probable than this share of the most probable one, in [0, 1]. @default 0 */
  readonly minP?: number;
  /** Same seed, same tokens. @default 0 */
  readonly seed?: number;
  /** Generation ends before any of these strings would appear. @default none */
  readonly stop?: readonly string[];
  /** Ids that end the generation. @default the tokenizer's end-of-text token, where there is one */
  readonly stopTokens?: readonly number[];
  /** Restricts the next token: called before every choice. @default none */
  readonly constraint?: LogitConstraint;
  /** Report this many most probable tokens at each step, beside the chosen one. @default 0 */
  readonly topLogProbs?: number;
  /** Stops the generation; the error is the signal's reason. @default none */
  readonly signal?: AbortSignal;
}

/**
 * Changes the next token's logits in place; `-Infinity` forbids a token. Used for grammars, schemas and label sets.
 *
 * @param logits - `[vocabulary]`, before temperature
 * @param tokens - what has been generated so far, without the prompt
 */
export type LogitConstraint = (logits: Float32Array, tokens: readonly number[]) => void;

/** A running generation: iterate for the pieces, await `result` for the whole. Breaking out of the loop stops it. */
export interface Generation extends AsyncIterable<GeneratedToken> {
  /** Settles when the generation ends; starts it if nobody iterates. */
  readonly result: Promise<GenerationResult>;
}

/** One generated token. */
export interface GeneratedToken {
  /** Its id in the vocabulary. */
  readonly id: number;
  /** Text that became complete with this token; may be empty. */
  readonly text: string;
  /** Natural logarithm of its probability under the model, before temperature and truncation. */
  readonly logProb: number;
  /** The most probable alternatives, best first. */
  readonly top: readonly { readonly id: number; readonly logProb: number }[];
}

/** A finished generation. */
export interface GenerationResult {
  /** The generated text, without the prompt. */
  readonly text: string;
  /** Ids of the generated tokens. */
  readonly tokens: readonly number[];
  /** One for each token, in nats: see {@link GeneratedToken.logProb}. */
  readonly logProbs: readonly number[];
  /** Why it ended; `cancelled` when the consumer broke out of its loop. */
  readonly finishReason: 'length' | 'stop' | 'context' | 'cancelled';
  /** Tokens of the prompt. */
  readonly promptTokens: number;
}

/** Scores of a text's tokens. */
export interface TokenScores {
  /** Ids of the text. */
  readonly tokens: Uint32Array;
  /** Log-probability of token `i` given those before it, in nats; the first is `NaN`, as nothing predicts it. */
  readonly logProbs: Float64Array;
}

/** Score of one continuation. */
export interface ContinuationScore {
  /** Its text. */
  readonly continuation: string;
  /** Sum over the continuation's tokens, in nats. */
  readonly logProb: number;
  /** Its ids. */
  readonly tokens: Uint32Array;
  /** One for each token, in nats. */
  readonly logProbs: Float64Array;
  /** Whether greedy decoding would have produced exactly these tokens. */
  readonly isGreedy: boolean;
}

/** Options of {@link LanguageModel.embed}. */
export interface EmbedOptions {
  /** How token vectors become one vector. @default 'mean' */
  readonly pooling?: 'mean' | 'last';
  /** Scale every vector to length 1. @default true */
  readonly normalize?: boolean;
  /** Stops the work; the error is the signal's reason. @default none */
  readonly signal?: AbortSignal;
}

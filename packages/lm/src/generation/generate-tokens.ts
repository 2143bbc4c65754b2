import {
  ArgumentError,
  type DecodeStream,
  type GeneratedToken,
  type GenerateOptions,
  type GenerationResult,
  hostKey,
  type Tokenizer,
} from '@fm/core';
import { unitNumber } from '../random/unit-number.ts';
import type { DecoderRuntime } from './decoder-runtime.ts';
import { logSumExp, topLogProbabilities } from './log-probabilities.ts';
import { checkSamplingOptions, sampleToken } from './sample-token.ts';
import { StopStrings } from './stop-strings.ts';

/** Why a generation ended. */
export type FinishReason = GenerationResult['finishReason'];

/** {@link GenerateOptions} after validation. */
export type CheckedGenerateOptions = GenerateOptions & {
  readonly maxTokens: number;
  readonly topLogProbs: number;
};

/**
 * Fills in defaults.
 *
 * @throws {ArgumentError} when an option is out of range
 */
export function checkGenerateOptions(options: GenerateOptions): CheckedGenerateOptions {
  checkSamplingOptions(options);
  const { maxTokens = 128, topLogProbs = 0 } = options;
  for (const [name, value] of Object.entries({ maxTokens, topLogProbs })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new ArgumentError(`${name} is out of range`, {
        expected: 'an integer ≥ 0',
        received: `${value}`,
      });
    }
  }
  return { ...options, maxTokens, topLogProbs };
}

/** Where a generation begins. */
export interface GenerationStart {
  readonly runtime: DecoderRuntime;
  readonly tokenizer: Tokenizer;
  /** At least one id, and no more than the context holds. */
  readonly prompt: readonly number[];
}

/** Generates one token after the other and returns why it ended. */
export async function* generateTokens(
  { runtime, tokenizer, prompt }: GenerationStart,
  options: CheckedGenerateOptions,
): AsyncGenerator<GeneratedToken, FinishReason, undefined> {
  const { maxTokens, signal } = options;
  if (maxTokens === 0) return 'length';
  const { contextLength } = runtime.decoder;
  const text = new GeneratedText(tokenizer, options);
  const key = hostKey(options.seed ?? 0);
  const tokens: number[] = [];
  const state = runtime.acquire(Math.min(prompt.length + maxTokens - 1, contextLength));
  let usable = true;
  try {
    for (let fed = prompt; ; fed = tokens.slice(-1)) {
      signal?.throwIfAborted();
      const logits = await runtime.feed(state, fed, signal);
      const token = chooseToken(logits, options, {
        tokenizer,
        tokens,
        random: unitNumber(key, tokens.length),
      });
      tokens.push(token.id);
      const limit =
        tokens.length === maxTokens
          ? 'length'
          : prompt.length + tokens.length > contextLength
            ? 'context'
            : undefined;
      const piece = text.push(token.id, limit !== undefined);
      yield { ...token, text: piece };
      if (text.stopped) return 'stop';
      if (limit !== undefined) return limit;
    }
  } catch (error) {
    usable = false;
    throw error;
  } finally {
    runtime.release(state, usable);
  }
}

interface Choice {
  readonly tokenizer: Tokenizer;
  readonly tokens: readonly number[];
  readonly random: number;
}

/** Reads log-probabilities off the model's logits before the constraint changes them, then draws. */
function chooseToken(
  logits: Float32Array,
  options: CheckedGenerateOptions,
  { tokenizer, tokens, random }: Choice,
): Omit<GeneratedToken, 'text'> {
  const constant = logSumExp(logits);
  const top = topLogProbabilities(logits, options.topLogProbs);
  // A model may have more rows than the tokenizer has ids; those are no tokens.
  const allowed = logits.subarray(0, tokenizer.vocabularySize);
  const original = options.constraint === undefined ? allowed : allowed.slice();
  options.constraint?.(allowed, tokens);
  const id = sampleToken(allowed, options, random);
  return { id, logProb: (original[id] as number) - constant, top };
}

/** Turns ids into the text that may be shown. */
class GeneratedText {
  readonly #decoder: DecodeStream;
  readonly #stopStrings: StopStrings;
  readonly #stopTokens: ReadonlySet<number>;
  #stopped = false;

  constructor(tokenizer: Tokenizer, { stop = [], stopTokens }: GenerateOptions) {
    const { endOfText } = tokenizer;
    this.#decoder = tokenizer.decodeStream();
    this.#stopStrings = new StopStrings(stop);
    this.#stopTokens = new Set(stopTokens ?? (endOfText === undefined ? [] : [endOfText]));
  }

  /** Whether a stop token or a stop string has come. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The text that became certain with this id; everything that is left if it is the last one. */
  push(id: number, isLast: boolean): string {
    const isStop = this.#stopTokens.has(id);
    let piece = isStop ? '' : this.#stopStrings.push(this.#decoder.push(id));
    if (isStop || isLast) piece += this.#stopStrings.push(this.#decoder.end());
    this.#stopped = isStop || this.#stopStrings.found;
    return this.#stopped || isLast ? piece + this.#stopStrings.end() : piece;
  }
}

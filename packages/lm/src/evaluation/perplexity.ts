import { ArgumentError, type LanguageModel } from '@fm/core';

/** How well a model predicts a text. */
export interface Perplexity {
  /** `exp(nats)`, per token. */
  readonly perplexity: number;
  /** Mean cross-entropy of the tokens, in nats. */
  readonly nats: number;
  /** Cross-entropy in bits per UTF-8 byte of the text that was predicted: comparable between tokenizers. */
  readonly bitsPerByte: number;
  /** Tokens that were predicted: all but the first. */
  readonly tokens: number;
  /** Bytes of those tokens. */
  readonly bytes: number;
}

/**
 * Perplexity and bits per byte of a text under a model. The first token is context only. A text longer than the context
 * is scored in windows that overlap by half.
 *
 * @throws {ArgumentError} when the text has fewer than two tokens
 * @example
 * ```ts
 * import { initialize, referenceBackend } from '@fm/core';
 * import { byteTokenizer, Gpt2, languageModel, perplexity } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 256, n_positions: 16, n_embd: 8, n_layer: 1, n_head: 1 });
 * const backend = referenceBackend();
 * await using lm = languageModel({ model, tokenizer: byteTokenizer(), parameters: initialize(model, 0), backend });
 * const { bitsPerByte } = await perplexity(lm, 'to be or not');
 * Math.round(bitsPerByte); // => 8
 * ```
 */
export async function perplexity(
  model: LanguageModel,
  text: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Perplexity> {
  const { offsets } = model.tokenizer.encode(text);
  const { logProbs } = await model.score(text, options);
  const tokens = logProbs.length - 1;
  if (tokens < 1) {
    throw new ArgumentError('The text is too short to be predicted', {
      expected: 'at least 2 tokens',
      received: `${tokens + 1}`,
    });
  }
  const total = -logProbs.subarray(1).reduce((sum, logProb) => sum + logProb, 0);
  const bytes = new TextEncoder().encode(text.slice(offsets[1])).length;
  const nats = total / tokens;
  return { perplexity: Math.exp(nats), nats, bitsPerByte: total / Math.LN2 / bytes, tokens, bytes };
}

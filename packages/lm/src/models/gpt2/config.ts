import { ArgumentError, type FmErrorDetails, FormatError, UnsupportedError } from '@fm/core';
import * as z from 'zod/mini';
import { aboveZero, inEnglish, positive, probability, tokenId } from '../config-fields.ts';

const activations = ['gelu_new', 'gelu_pytorch_tanh', 'gelu', 'relu'] as const;

/** Configuration of GPT-2, with the field names of Hugging Face's `config.json`. */
export interface Gpt2Config {
  /** Number of token ids. @default 50257 */
  readonly vocab_size: number;
  /** Longest sequence, in tokens. @default 1024 */
  readonly n_positions: number;
  /** Width of the residual stream. @default 768 */
  readonly n_embd: number;
  /** Number of blocks. @default 12 */
  readonly n_layer: number;
  /** Attention heads of a block, a divisor of `n_embd`. @default 12 */
  readonly n_head: number;
  /** Width inside the MLP; `null` for `4 · n_embd`. @default null */
  readonly n_inner: number | null;
  /** Nonlinearity of the MLP; `gelu_new` is the tanh approximation. @default 'gelu_new' */
  readonly activation_function: (typeof activations)[number];
  /** Dropout of what each layer adds to the residual stream, in [0, 1). @default 0.1 */
  readonly resid_pdrop: number;
  /** Dropout of the embeddings, in [0, 1). @default 0.1 */
  readonly embd_pdrop: number;
  /** Dropout of the attention weights, in [0, 1). @default 0.1 */
  readonly attn_pdrop: number;
  /** Added to the variance in layer norms. @default 1e-5 */
  readonly layer_norm_epsilon: number;
  /** Standard deviation of first weights. @default 0.02 */
  readonly initializer_range: number;
  /** Divide scores by the root of the head size. @default true */
  readonly scale_attn_weights: boolean;
  /** Divide the scores of block `i` by `i + 1` as well. @default false */
  readonly scale_attn_by_inverse_layer_idx: boolean;
  /** Use the token embedding as output matrix. @default true */
  readonly tie_word_embeddings: boolean;
  /** Id that begins a text; `null` for none. @default null */
  readonly bos_token_id: number | null;
  /** Id that ends a text; `null` for none. @default null */
  readonly eos_token_id: number | null;
  /** Biases in linear layers and layer norms: `false` is nanoGPT's recipe, and not in Hugging Face's GPT-2. @default true */
  readonly bias: boolean;
}

const fields = {
  vocab_size: z._default(positive, 50_257),
  n_positions: z._default(positive, 1024),
  n_embd: z._default(positive, 768),
  n_layer: z._default(positive, 12),
  n_head: z._default(positive, 12),
  n_inner: z._default(z.nullable(positive), null),
  activation_function: z._default(z.enum(activations), 'gelu_new'),
  resid_pdrop: z._default(probability, 0.1),
  embd_pdrop: z._default(probability, 0.1),
  attn_pdrop: z._default(probability, 0.1),
  layer_norm_epsilon: z._default(aboveZero, 1e-5),
  initializer_range: z._default(aboveZero, 0.02),
  scale_attn_weights: z._default(z.boolean(), true),
  scale_attn_by_inverse_layer_idx: z._default(z.boolean(), false),
  tie_word_embeddings: z._default(z.boolean(), true),
  bos_token_id: z._default(tokenId, null),
  eos_token_id: z._default(tokenId, null),
  bias: z._default(z.boolean(), true),
};

/** What a file may say beside the fields above, and must say in order to be a GPT-2 that is understood. */
const file = z.object({
  model_type: z.literal('gpt2'),
  activation_function: z.optional(z.string()),
  add_cross_attention: z._default(z.boolean(), false),
  reorder_and_upcast_attn: z._default(z.boolean(), false),
});

/**
 * A complete configuration from the fields that differ from GPT-2 small (124M).
 *
 * @throws {ArgumentError} when a field is unknown or out of range, or the heads do not divide the width
 * @example
 * ```ts
 * import { gpt2Config } from '@fm/lm';
 *
 * gpt2Config({ n_layer: 4, n_head: 4, n_embd: 128, vocab_size: 65 }).n_positions; // => 1024
 * ```
 */
export function gpt2Config(options: Partial<Gpt2Config> = {}): Gpt2Config {
  const parsed = z.strictObject(fields).safeParse(options, inEnglish);
  if (!parsed.success) {
    throw new ArgumentError('This is not a GPT-2 configuration', {
      received: z.prettifyError(parsed.error),
      cause: parsed.error,
    });
  }
  const problem = contradiction(parsed.data);
  if (problem !== undefined) throw new ArgumentError('The heads do not divide the width', problem);
  return parsed.data;
}

/**
 * The configuration in a parsed `config.json` of Hugging Face.
 *
 * @throws {FormatError} when it is not a GPT-2 configuration, or the heads do not divide the width
 * @throws {UnsupportedError} when it asks for something this implementation does not have
 * @example
 * ```ts
 * import { readGpt2Config } from '@fm/lm';
 *
 * const { n_embd, n_layer } = readGpt2Config({ model_type: 'gpt2', n_embd: 1024, n_head: 16, n_layer: 24 });
 * [n_embd, n_layer]; // => [1024, 24]
 * ```
 */
export function readGpt2Config(json: unknown): Gpt2Config {
  const about = file.safeParse(json, inEnglish);
  if (!about.success) throw damaged(about.error);
  const { activation_function: activation, ...unsupported } = about.data;
  if (unsupported.add_cross_attention) throw missing('add_cross_attention: true');
  if (unsupported.reorder_and_upcast_attn) throw missing('reorder_and_upcast_attn: true');
  if (activation !== undefined && !activations.includes(activation as never))
    throw missing(`activation_function: ${activation}`);
  const parsed = z.object(fields).safeParse(json, inEnglish);
  if (!parsed.success) throw damaged(parsed.error);
  const problem = contradiction(parsed.data);
  if (problem !== undefined) throw new FormatError('The heads do not divide the width', problem);
  return parsed.data;
}

function contradiction({ n_embd, n_head }: Gpt2Config): FmErrorDetails | undefined {
  if (n_embd % n_head === 0) return undefined;
  return { expected: 'n_embd to be a multiple of n_head', received: `n_embd ${n_embd}, n_head ${n_head}` };
}

function missing(received: string): UnsupportedError {
  return new UnsupportedError('This GPT-2 needs what fm does not have', {
    received,
    expected: `activations ${activations.join(', ')}`,
  });
}

function damaged(error: z.core.$ZodError): FormatError {
  return new FormatError('This is not the configuration of a GPT-2', {
    received: z.prettifyError(error),
    cause: error,
  });
}

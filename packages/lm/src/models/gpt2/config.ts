import { ArgumentError, type FmErrorDetails, FormatError, UnsupportedError } from '@fm/core';
import * as z from 'zod';

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

const positive = z.int().positive();
const probability = z.number().min(0).lt(1);
const tokenId = z.int().nonnegative().nullable();

const fields = {
  vocab_size: positive.default(50_257),
  n_positions: positive.default(1024),
  n_embd: positive.default(768),
  n_layer: positive.default(12),
  n_head: positive.default(12),
  n_inner: positive.nullable().default(null),
  activation_function: z.enum(activations).default('gelu_new'),
  resid_pdrop: probability.default(0.1),
  embd_pdrop: probability.default(0.1),
  attn_pdrop: probability.default(0.1),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  initializer_range: z.number().positive().default(0.02),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(true),
  bos_token_id: tokenId.default(null),
  eos_token_id: tokenId.default(null),
  bias: z.boolean().default(true),
};

/** What a file may say beside the fields above, and must say in order to be a GPT-2 that is understood. */
const file = z.object({
  model_type: z.literal('gpt2'),
  activation_function: z.string().optional(),
  add_cross_attention: z.boolean().default(false),
  reorder_and_upcast_attn: z.boolean().default(false),
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
  const parsed = z.strictObject(fields).safeParse(options);
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
  const about = file.safeParse(json);
  if (!about.success) throw damaged(about.error);
  const { activation_function: activation, ...unsupported } = about.data;
  if (unsupported.add_cross_attention) throw missing('add_cross_attention: true');
  if (unsupported.reorder_and_upcast_attn) throw missing('reorder_and_upcast_attn: true');
  if (activation !== undefined && !activations.includes(activation as never))
    throw missing(`activation_function: ${activation}`);
  const parsed = z.object(fields).safeParse(json);
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

function damaged(error: z.ZodError): FormatError {
  return new FormatError('This is not the configuration of a GPT-2', {
    received: z.prettifyError(error),
    cause: error,
  });
}

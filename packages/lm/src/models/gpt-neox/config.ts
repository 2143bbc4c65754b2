import { ArgumentError, type FmErrorDetails, FormatError, UnsupportedError } from '@fm/core';
import * as z from 'zod/mini';
import { aboveZero, inEnglish, positive, probability, tokenId } from '../config-fields.ts';

const activations = ['gelu', 'gelu_new', 'gelu_fast', 'gelu_pytorch_tanh', 'relu'] as const;

/** Configuration of GPT-NeoX, with the field names of Hugging Face's `config.json`. */
export interface GptNeoXConfig {
  /** Number of token ids. @default 50432 */
  readonly vocab_size: number;
  /** Width of the residual stream. @default 6144 */
  readonly hidden_size: number;
  /** Number of blocks. @default 44 */
  readonly num_hidden_layers: number;
  /** Attention heads of a block, a divisor of `hidden_size`. @default 64 */
  readonly num_attention_heads: number;
  /** Width inside the MLP. @default 4 · hidden_size */
  readonly intermediate_size: number;
  /** Nonlinearity of the MLP. @default 'gelu' */
  readonly hidden_act: (typeof activations)[number];
  /** Share of every head that is rotated by its position, in (0, 1]. @default 0.25 */
  readonly rotary_pct: number;
  /** Base of the wavelengths of the rotation. @default 10000 */
  readonly rotary_emb_base: number;
  /** Dropout of the attention weights, in [0, 1). @default 0 */
  readonly attention_dropout: number;
  /** Dropout of what each layer adds to the residual stream, in [0, 1). @default 0 */
  readonly hidden_dropout: number;
  /** Longest sequence, in tokens. @default 2048 */
  readonly max_position_embeddings: number;
  /** Standard deviation of first weights. @default 0.02 */
  readonly initializer_range: number;
  /** Added to the variance in layer norms. @default 1e-5 */
  readonly layer_norm_eps: number;
  /** Attention and MLP read the same residual stream, instead of one after the other. @default true */
  readonly use_parallel_residual: boolean;
  /** Biases in the projections of the attention. @default true */
  readonly attention_bias: boolean;
  /** Use the token embedding as output matrix. @default false */
  readonly tie_word_embeddings: boolean;
  /** Id that begins a text; `null` for none. @default null */
  readonly bos_token_id: number | null;
  /** Id that ends a text; `null` for none. @default null */
  readonly eos_token_id: number | null;
}

const share = z.number().check(z.gt(0), z.maximum(1));

const fields = {
  vocab_size: z._default(positive, 50_432),
  hidden_size: z._default(positive, 6144),
  num_hidden_layers: z._default(positive, 44),
  num_attention_heads: z._default(positive, 64),
  intermediate_size: z.optional(positive),
  hidden_act: z._default(z.enum(activations), 'gelu'),
  rotary_pct: z._default(share, 0.25),
  rotary_emb_base: z._default(aboveZero, 10_000),
  attention_dropout: z._default(probability, 0),
  hidden_dropout: z._default(probability, 0),
  max_position_embeddings: z._default(positive, 2048),
  initializer_range: z._default(aboveZero, 0.02),
  layer_norm_eps: z._default(aboveZero, 1e-5),
  use_parallel_residual: z._default(z.boolean(), true),
  attention_bias: z._default(z.boolean(), true),
  tie_word_embeddings: z._default(z.boolean(), false),
  bos_token_id: z._default(tokenId, null),
  eos_token_id: z._default(tokenId, null),
};

/** What a file may say beside the fields above, and must say in order to be a GPT-NeoX that is understood. */
const file = z.object({
  model_type: z.literal('gpt_neox'),
  hidden_act: z.optional(z.string()),
  /** Stretched contexts, as old files have them. */
  rope_scaling: z.optional(z.unknown()),
  /** What newer files have instead of `rotary_pct` and `rotary_emb_base`. */
  rope_parameters: z.optional(
    z.object({
      rope_type: z._default(z.string(), 'default'),
      rope_theta: z.optional(aboveZero),
      partial_rotary_factor: z.optional(share),
    }),
  ),
});

/**
 * A complete configuration from the fields that differ from GPT-NeoX 20B.
 *
 * @throws {ArgumentError} when a field is unknown or out of range, the heads do not divide the width, or the rotated part is not made of pairs
 * @example
 * ```ts
 * import { gptNeoXConfig } from '@fm/lm';
 *
 * gptNeoXConfig({ num_hidden_layers: 6, num_attention_heads: 8, hidden_size: 512 }).intermediate_size; // => 2048
 * ```
 */
export function gptNeoXConfig(options: Partial<GptNeoXConfig> = {}): GptNeoXConfig {
  const parsed = z.strictObject(fields).safeParse(options, inEnglish);
  if (!parsed.success) {
    throw new ArgumentError('This is not a GPT-NeoX configuration', {
      received: z.prettifyError(parsed.error),
      cause: parsed.error,
    });
  }
  const problem = contradiction(parsed.data);
  if (problem !== undefined) throw new ArgumentError('The heads of this GPT-NeoX do not fit', problem);
  return complete(parsed.data);
}

/**
 * The configuration in a parsed `config.json` of Hugging Face, old or new.
 *
 * @throws {FormatError} when it is not a GPT-NeoX configuration, or the heads do not divide the width
 * @throws {UnsupportedError} when it asks for something this implementation does not have
 * @example
 * ```ts
 * import { readGptNeoXConfig } from '@fm/lm';
 *
 * const pythia = { model_type: 'gpt_neox', hidden_size: 512, num_hidden_layers: 6, num_attention_heads: 8 };
 * readGptNeoXConfig({ ...pythia, rope_parameters: { rope_theta: 10000, partial_rotary_factor: 0.25 } }).rotary_pct; // => 0.25
 * ```
 */
export function readGptNeoXConfig(json: unknown): GptNeoXConfig {
  const about = file.safeParse(json, inEnglish);
  if (!about.success) throw damaged(about.error);
  const { hidden_act: activation, rope_scaling: scaling, rope_parameters: rope } = about.data;
  if (activation !== undefined && !activations.includes(activation as never))
    throw missing(`hidden_act: ${activation}`);
  if (scaling !== undefined && scaling !== null) throw missing('rope_scaling');
  if (rope !== undefined && rope.rope_type !== 'default') throw missing(`rope_type: ${rope.rope_type}`);
  const parsed = z.object(fields).safeParse(json, inEnglish);
  if (!parsed.success) throw damaged(parsed.error);
  const config = {
    ...parsed.data,
    ...(rope?.rope_theta !== undefined && { rotary_emb_base: rope.rope_theta }),
    ...(rope?.partial_rotary_factor !== undefined && { rotary_pct: rope.partial_rotary_factor }),
  };
  const problem = contradiction(config);
  if (problem !== undefined) throw new FormatError('The heads of this GPT-NeoX do not fit', problem);
  return complete(config);
}

type Fields = z.output<z.ZodMiniObject<typeof fields>>;

function complete(config: Fields): GptNeoXConfig {
  return { ...config, intermediate_size: config.intermediate_size ?? 4 * config.hidden_size };
}

function contradiction(config: Fields): FmErrorDetails | undefined {
  const { hidden_size: width, num_attention_heads: heads, rotary_pct: rotated } = config;
  if (width % heads !== 0) {
    return {
      expected: 'hidden_size to be a multiple of num_attention_heads',
      received: `hidden_size ${width}, num_attention_heads ${heads}`,
    };
  }
  const dimensions = Math.floor((width / heads) * rotated);
  if (dimensions >= 2 && dimensions % 2 === 0) return undefined;
  return {
    expected: 'rotary_pct to be an even, positive number of elements of a head',
    received: `${dimensions} of ${width / heads} elements`,
  };
}

function missing(received: string): UnsupportedError {
  return new UnsupportedError('This GPT-NeoX needs what fm does not have', {
    received,
    expected: `activations ${activations.join(', ')}, and rotations without scaling`,
  });
}

function damaged(error: z.core.$ZodError): FormatError {
  return new FormatError('This is not the configuration of a GPT-NeoX', {
    received: z.prettifyError(error),
    cause: error,
  });
}

import { ArgumentError, FormatError, UnsupportedError } from '@fm/core';
import * as z from 'zod';

const activations = ['gelu-approximate', 'gelu'] as const;

/** Configuration of a diffusion transformer, with the field names of diffusers' `DiTTransformer2DModel`. */
export interface DitConfig {
  /** @default 16 */
  readonly num_attention_heads: number;
  /** Width of one head; the width of the model is `num_attention_heads · attention_head_dim`, a multiple of 4. @default 72 */
  readonly attention_head_dim: number;
  /** @default 4 */
  readonly in_channels: number;
  /** `null` for `in_channels`. @default null */
  readonly out_channels: number | null;
  /** Number of blocks. @default 28 */
  readonly num_layers: number;
  /** Dropout after attention and inside the feed-forward parts, in [0, 1). @default 0 */
  readonly dropout: number;
  /** Biases of queries, keys and values. @default true */
  readonly attention_bias: boolean;
  /** Height and width of the images, a multiple of `patch_size`. @default 32 */
  readonly sample_size: number;
  /** @default 2 */
  readonly patch_size: number;
  /** @default 'gelu-approximate' */
  readonly activation_fn: (typeof activations)[number];
  /** Number of classes; the table of class embeddings has one more row, for "no class". @default 1000 */
  readonly num_embeds_ada_norm: number;
  /** Added to variances. @default 1e-5 */
  readonly norm_eps: number;
}

const positive = z.int().positive();
const fields = {
  num_attention_heads: positive.default(16),
  attention_head_dim: positive.default(72),
  in_channels: positive.default(4),
  out_channels: positive.nullable().default(null),
  num_layers: positive.max(1000).default(28),
  dropout: z.number().min(0).lt(1).default(0),
  attention_bias: z.boolean().default(true),
  sample_size: positive.default(32),
  patch_size: positive.default(2),
  activation_fn: z.enum(activations).default('gelu-approximate'),
  num_embeds_ada_norm: positive.default(1000),
  norm_eps: z.number().positive().default(1e-5),
};

/**
 * A complete configuration from the fields that differ from DiT-XL/2's.
 *
 * @throws {ArgumentError} when a field is unknown or out of range, or fields contradict each other
 * @example
 * ```ts
 * import { ditConfig } from '@fm/diffusion';
 *
 * ditConfig({ sample_size: 28, in_channels: 1, num_layers: 4 }).patch_size; // => 2
 * ```
 */
export function ditConfig(options: Partial<DitConfig> = {}): DitConfig {
  const parsed = z.strictObject(fields).safeParse(options);
  if (!parsed.success) {
    throw new ArgumentError('This is not a DiT configuration', {
      received: z.prettifyError(parsed.error),
      cause: parsed.error,
    });
  }
  const problem = contradiction(parsed.data);
  if (problem !== undefined) throw new ArgumentError('The DiT configuration contradicts itself', problem);
  return parsed.data;
}

/**
 * The configuration in a parsed `config.json` of diffusers.
 *
 * @throws {FormatError} when it is not a DiTTransformer2DModel configuration
 * @throws {UnsupportedError} when it asks for something this implementation does not have
 * @example
 * ```ts
 * import { readDitConfig } from '@fm/diffusion';
 *
 * const file = { _class_name: 'DiTTransformer2DModel', sample_size: 32, in_channels: 4, out_channels: 8 };
 * readDitConfig(file).num_layers; // => 28
 * ```
 */
export function readDitConfig(json: unknown): DitConfig {
  const named = z
    .object({
      _class_name: z.enum(['DiTTransformer2DModel', 'Transformer2DModel']),
      norm_type: z.string().default('ada_norm_zero'),
      norm_elementwise_affine: z.boolean().default(false),
      activation_fn: z.string().default('gelu-approximate'),
    })
    .safeParse(json);
  if (!named.success) throw damaged(z.prettifyError(named.error));
  const { norm_type: norm, norm_elementwise_affine: affine, activation_fn: activation } = named.data;
  if (norm !== 'ada_norm_zero') throw missing(`norm_type: ${norm}`);
  if (affine) throw missing('norm_elementwise_affine: true');
  if (!activations.includes(activation as never)) throw missing(`activation_fn: ${activation}`);
  const parsed = z.object(fields).safeParse(json);
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error));
  const problem = contradiction(parsed.data);
  if (problem !== undefined) throw damaged(problem.received);
  return parsed.data;
}

function contradiction(config: DitConfig): { expected: string; received: string } | undefined {
  const width = config.num_attention_heads * config.attention_head_dim;
  if (width % 4 !== 0) return { expected: 'a width that is a multiple of 4', received: `width ${width}` };
  return config.sample_size % config.patch_size === 0
    ? undefined
    : {
        expected: `a sample_size that is a multiple of patch_size (${config.patch_size})`,
        received: `sample_size ${config.sample_size}`,
      };
}

function missing(received: string): UnsupportedError {
  return new UnsupportedError('This diffusion transformer needs what fm does not have', {
    expected: `norm_type ada_norm_zero without affine norms, activations ${activations.join(', ')}`,
    received,
  });
}

function damaged(received: string): FormatError {
  return new FormatError('This is not the configuration of a DiTTransformer2DModel', { received });
}

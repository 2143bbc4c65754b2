import { ArgumentError, FormatError, UnsupportedError } from '@fm/core';
import * as z from 'zod';

const downBlocks = ['DownBlock2D', 'AttnDownBlock2D'] as const;
const upBlocks = ['UpBlock2D', 'AttnUpBlock2D'] as const;

/** Configuration of a UNet, with the field names of diffusers' `UNet2DModel`. */
export interface UNet2dConfig {
  /** Height and width of the images, multiples of `2^(blocks − 1)`. */
  readonly sample_size: number | readonly [number, number];
  /** @default 3 */
  readonly in_channels: number;
  /** @default 3 */
  readonly out_channels: number;
  /** Map samples from [0, 1] to [−1, 1] first. @default false */
  readonly center_input_sample: boolean;
  /** Subtracted from the number of frequencies in the time embedding's denominator. @default 0 */
  readonly freq_shift: number;
  /** Cosines before sines in the time embedding. @default true */
  readonly flip_sin_to_cos: boolean;
  /** Width of the time embedding. @default 4 · block_out_channels[0] */
  readonly time_embedding_dim: number | null;
  /** One per resolution, from the largest; `Attn` blocks attend to all positions. */
  readonly down_block_types: readonly (typeof downBlocks)[number][];
  /** `null` for no block in the middle. @default 'UNetMidBlock2D' */
  readonly mid_block_type: 'UNetMidBlock2D' | null;
  /** One per resolution, from the smallest. */
  readonly up_block_types: readonly (typeof upBlocks)[number][];
  /** Channels of each resolution, multiples of `norm_num_groups`. @default [224, 448, 672, 896] */
  readonly block_out_channels: readonly number[];
  /** Residual blocks of each resolution on the way down; one more on the way up. @default 2 */
  readonly layers_per_block: number;
  /** Divides what the middle block's parts add up to. @default 1 */
  readonly mid_block_scale_factor: number;
  /** 0 pads only right and bottom. @default 1 */
  readonly downsample_padding: number;
  /** How blocks with attention halve the size: a strided convolution (as all others do), or a residual block around average pooling. @default 'conv' */
  readonly downsample_type: 'conv' | 'resnet';
  /** How blocks with attention double the size: nearest neighbours and a convolution (as all others do), or a residual block around them. @default 'conv' */
  readonly upsample_type: 'conv' | 'resnet';
  /** Dropout inside residual blocks, in [0, 1). @default 0 */
  readonly dropout: number;
  /** Channels of one attention head; `null` for a single head. @default 8 */
  readonly attention_head_dim: number | null;
  /** Groups of the group norms. @default 32 */
  readonly norm_num_groups: number;
  /** Groups of the norm before attention in the middle; `null` for `norm_num_groups`. @default null */
  readonly attn_norm_num_groups: number | null;
  /** Added to variances. @default 1e-5 */
  readonly norm_eps: number;
  /** Whether the time shifts features only, or scales them as well (FiLM). @default 'default' */
  readonly resnet_time_scale_shift: 'default' | 'scale_shift';
  /** Attention in the middle. @default true */
  readonly add_attention: boolean;
  /** Rows of the table of class embeddings; `null` for none. One more than there are classes leaves one for "no class". @default null */
  readonly num_class_embeds: number | null;
}

const positive = z.int().positive();
const fields = {
  sample_size: z.union([positive, z.tuple([positive, positive])]),
  in_channels: positive.default(3),
  out_channels: positive.default(3),
  center_input_sample: z.boolean().default(false),
  freq_shift: z.number().default(0),
  flip_sin_to_cos: z.boolean().default(true),
  time_embedding_dim: positive.nullable().default(null),
  down_block_types: z
    .array(z.enum(downBlocks))
    .default(['DownBlock2D', 'AttnDownBlock2D', 'AttnDownBlock2D', 'AttnDownBlock2D']),
  mid_block_type: z.literal('UNetMidBlock2D').nullable().default('UNetMidBlock2D'),
  up_block_types: z
    .array(z.enum(upBlocks))
    .default(['AttnUpBlock2D', 'AttnUpBlock2D', 'AttnUpBlock2D', 'UpBlock2D']),
  block_out_channels: z.array(positive).min(1).max(16).default([224, 448, 672, 896]),
  layers_per_block: positive.max(64).default(2),
  mid_block_scale_factor: z.number().positive().default(1),
  downsample_padding: z.int().min(0).max(1).default(1),
  downsample_type: z.enum(['conv', 'resnet']).default('conv'),
  upsample_type: z.enum(['conv', 'resnet']).default('conv'),
  dropout: z.number().min(0).lt(1).default(0),
  attention_head_dim: positive.nullable().default(8),
  norm_num_groups: positive.default(32),
  attn_norm_num_groups: positive.nullable().default(null),
  norm_eps: z.number().positive().default(1e-5),
  resnet_time_scale_shift: z.enum(['default', 'scale_shift']).default('default'),
  add_attention: z.boolean().default(true),
  num_class_embeds: positive.nullable().default(null),
};

/** What a file may say beside the fields above: the only choices that are understood. */
const fixed = {
  act_fn: 'silu',
  time_embedding_type: 'positional',
  class_embed_type: null,
} as const;

/**
 * A complete configuration from the fields that differ from diffusers' defaults.
 *
 * @throws {ArgumentError} when a field is unknown or out of range, or fields contradict each other
 * @example
 * ```ts
 * import { unet2dConfig } from '@fm/diffusion';
 *
 * unet2dConfig({
 *   sample_size: 28,
 *   block_out_channels: [32, 64],
 *   down_block_types: ['DownBlock2D', 'AttnDownBlock2D'],
 *   up_block_types: ['AttnUpBlock2D', 'UpBlock2D'],
 * }).layers_per_block; // => 2
 * ```
 */
export function unet2dConfig(
  options: Partial<UNet2dConfig> & Pick<UNet2dConfig, 'sample_size'>,
): UNet2dConfig {
  const parsed = z.strictObject(fields).safeParse(options);
  if (!parsed.success) {
    throw new ArgumentError('This is not a UNet configuration', {
      received: z.prettifyError(parsed.error),
      cause: parsed.error,
    });
  }
  const problem = contradiction(parsed.data);
  if (problem !== undefined) throw new ArgumentError('The UNet configuration contradicts itself', problem);
  return parsed.data;
}

/**
 * The configuration in a parsed `config.json` of diffusers.
 *
 * @throws {FormatError} when it is not a UNet2DModel configuration
 * @throws {UnsupportedError} when it asks for something this implementation does not have
 * @example
 * ```ts
 * import { readUnet2dConfig } from '@fm/diffusion';
 *
 * const file = { _class_name: 'UNet2DModel', sample_size: 32, block_out_channels: [32, 64] };
 * const down_block_types = ['DownBlock2D', 'AttnDownBlock2D'];
 * const up_block_types = ['AttnUpBlock2D', 'UpBlock2D'];
 * readUnet2dConfig({ ...file, down_block_types, up_block_types }).layers_per_block; // => 2
 * ```
 */
export function readUnet2dConfig(json: unknown): UNet2dConfig {
  const about = z
    .object({ _class_name: z.literal('UNet2DModel') })
    .loose()
    .safeParse(json);
  if (!about.success) throw damaged(z.prettifyError(about.error));
  for (const [field, supported] of Object.entries(fixed)) {
    const value = about.data[field] ?? supported;
    if (value !== supported) throw missing(field, value);
  }
  for (const [field, known] of [
    ['down_block_types', downBlocks],
    ['up_block_types', upBlocks],
  ] as const) {
    const types = about.data[field];
    const other = Array.isArray(types) && types.find((type) => !known.includes(type as never));
    if (typeof other === 'string') throw missing(field, other);
  }
  const parsed = z.object(fields).safeParse(json);
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error));
  const problem = contradiction(parsed.data);
  if (problem !== undefined) throw damaged(problem.received);
  return parsed.data;
}

/** Height and width of the images. */
export function imageSize({ sample_size }: UNet2dConfig): readonly [number, number] {
  return typeof sample_size === 'number' ? [sample_size, sample_size] : sample_size;
}

function contradiction(config: UNet2dConfig): { expected: string; received: string } | undefined {
  const { block_out_channels: channels, down_block_types: down, up_block_types: up } = config;
  if (down.length !== channels.length || up.length !== channels.length) {
    return {
      expected: 'as many down_block_types and up_block_types as block_out_channels',
      received: `${down.length}, ${up.length} and ${channels.length}`,
    };
  }
  const uneven = channels.find((count) => count % config.norm_num_groups !== 0);
  if (uneven !== undefined) {
    return {
      expected: `block_out_channels that are multiples of norm_num_groups (${config.norm_num_groups})`,
      received: `${uneven}`,
    };
  }
  if (channels[0]! % 2 !== 0)
    return { expected: 'an even first number of channels', received: `${channels[0]}` };
  const head = config.attention_head_dim;
  const odd =
    head === null ? undefined : channels.find((count, i) => attends(config, i) && count % head !== 0);
  if (odd !== undefined)
    return { expected: `channels that attention_head_dim (${head}) divides`, received: `${odd}` };
  const step = 2 ** (channels.length - 1);
  const size = imageSize(config).find((extent) => extent % step !== 0);
  return size === undefined
    ? undefined
    : { expected: `a sample_size that is a multiple of ${step}`, received: `${size}` };
}

function attends(config: UNet2dConfig, level: number): boolean {
  const last = config.block_out_channels.length - 1;
  const middle = level === last && config.mid_block_type !== null && config.add_attention;
  return (
    middle ||
    config.down_block_types[level] === 'AttnDownBlock2D' ||
    config.up_block_types[last - level] === 'AttnUpBlock2D'
  );
}

function missing(field: string, value: unknown): UnsupportedError {
  return new UnsupportedError('This UNet needs what fm does not have', {
    expected: `${Object.entries(fixed)
      .map(([name, choice]) => `${name} ${choice}`)
      .join(', ')}, blocks ${[...downBlocks, ...upBlocks].join(', ')}`,
    received: `${field}: ${JSON.stringify(value)}`,
  });
}

function damaged(received: string): FormatError {
  return new FormatError('This is not the configuration of a UNet2DModel', { received });
}

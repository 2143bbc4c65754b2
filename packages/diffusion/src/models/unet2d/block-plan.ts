import type { UNet2dConfig } from './config.ts';
import { ResidualBlock, type ResidualBlockOptions } from './residual-block.ts';
import { SpatialAttention, type SpatialAttentionOptions } from './spatial-attention.ts';

/** What the parts of one block have in common. */
export interface BlockPlan {
  readonly config: UNet2dConfig;
  /** Width of the time embedding. */
  readonly timeWidth: number;
  /** Channels that leave the block. */
  readonly channels: number;
  /** Whether the block attends. */
  readonly attention: boolean;
  /** Whether the block ends by halving or doubling the size. */
  readonly resamples: boolean;
}

/** A residual block as the plan asks for. */
export function residualBlock(
  { config, timeWidth, channels }: BlockPlan,
  inChannels: number,
  options: Pick<ResidualBlockOptions, 'outputScale' | 'resample'> = {},
): ResidualBlock {
  return new ResidualBlock({
    inChannels,
    outChannels: channels,
    timeWidth,
    groups: config.norm_num_groups,
    epsilon: config.norm_eps,
    dropout: config.dropout,
    timeScaleShift: config.resnet_time_scale_shift,
    ...options,
  });
}

/** Attention as the plan asks for. */
export function spatialAttention(
  { config, channels }: BlockPlan,
  options: Partial<SpatialAttentionOptions> = {},
): SpatialAttention {
  return new SpatialAttention(channels, {
    headSize: config.attention_head_dim ?? channels,
    groups: config.norm_num_groups,
    epsilon: config.norm_eps,
    ...options,
  });
}

import { foldIn, Module, type Tensor } from '@fm/core';
import { type BlockPlan, residualBlock, spatialAttention } from './block-plan.ts';
import type { ResidualBlock } from './residual-block.ts';
import type { SpatialAttention } from './spatial-attention.ts';

/** The smallest resolution: attention between two residual blocks. */
export class MidBlock extends Module {
  readonly attentions: readonly SpatialAttention[];
  readonly resnets: readonly [ResidualBlock, ResidualBlock];

  constructor(plan: BlockPlan) {
    super();
    const { config, channels } = plan;
    const outputScale = config.mid_block_scale_factor;
    const normalizes = config.attn_norm_num_groups !== null || config.resnet_time_scale_shift === 'default';
    const groups = normalizes ? (config.attn_norm_num_groups ?? config.norm_num_groups) : undefined;
    this.attentions = plan.attention ? [spatialAttention(plan, { groups, outputScale })] : [];
    this.resnets = [
      residualBlock(plan, channels, { outputScale }),
      residualBlock(plan, channels, { outputScale }),
    ];
  }

  /** `[batch, channels, height, width]` → the same. */
  forward(x: Tensor, time: Tensor, key?: Tensor): Tensor {
    const [first, second] = this.resnets;
    const before = first.forward(x, time, key && foldIn(key, 0));
    return second.forward(this.attentions[0]?.forward(before) ?? before, time, key && foldIn(key, 1));
  }
}

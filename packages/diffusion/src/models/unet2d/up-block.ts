import { concat, foldIn, Module, type Tensor } from '@fm/core';
import { type BlockPlan, residualBlock, spatialAttention } from './block-plan.ts';
import { ResidualBlock } from './residual-block.ts';
import type { SpatialAttention } from './spatial-attention.ts';
import { Upsampler } from './upsampler.ts';

/** Channels that come into an {@link UpBlock}. */
export interface UpBlockInputs {
  /** Of the block below. */
  readonly below: number;
  /** Of the skip connections, in the order they are used. */
  readonly skips: readonly number[];
}

/** One resolution on the way up: every residual block also sees features from the way down; then twice the size. */
export class UpBlock extends Module {
  readonly resnets: readonly ResidualBlock[];
  readonly attentions: readonly SpatialAttention[];
  readonly upsamplers: readonly (Upsampler | ResidualBlock)[];

  constructor(plan: BlockPlan, { below, skips }: UpBlockInputs) {
    super();
    const { config, channels, attention, resamples } = plan;
    this.resnets = skips.map((skip, layer) => residualBlock(plan, (layer === 0 ? below : channels) + skip));
    this.attentions = attention ? skips.map(() => spatialAttention(plan)) : [];
    const sampler =
      attention && config.upsample_type === 'resnet'
        ? () => residualBlock(plan, channels, { resample: 'up' })
        : () => new Upsampler(channels);
    this.upsamplers = resamples ? [sampler()] : [];
  }

  /** @param skips - features from the way down; the last ones are taken off and used */
  forward(x: Tensor, time: Tensor, { skips, key }: { skips: Tensor[]; key?: Tensor | undefined }): Tensor {
    let current = x;
    for (const [layer, resnet] of this.resnets.entries()) {
      const joined = concat([current, skips.pop() as Tensor], 1);
      current = resnet.forward(joined, time, key && foldIn(key, layer));
      current = this.attentions[layer]?.forward(current) ?? current;
    }
    for (const sampler of this.upsamplers) {
      const ownKey = key && foldIn(key, this.resnets.length);
      current =
        sampler instanceof ResidualBlock ? sampler.forward(current, time, ownKey) : sampler.forward(current);
    }
    return current;
  }
}

import { foldIn, Module, type Tensor } from '@fm/core';
import { Downsampler } from './downsampler.ts';
import { type BlockPlan, residualBlock, spatialAttention } from './block-plan.ts';
import { ResidualBlock } from './residual-block.ts';
import type { SpatialAttention } from './spatial-attention.ts';

/** One resolution on the way down: residual blocks, each followed by attention where there is any, then half the size. */
export class DownBlock extends Module {
  readonly resnets: readonly ResidualBlock[];
  readonly attentions: readonly SpatialAttention[];
  readonly downsamplers: readonly (Downsampler | ResidualBlock)[];

  constructor(plan: BlockPlan, inChannels: number) {
    super();
    const { config, channels, attention, resamples } = plan;
    const layers = Array.from({ length: config.layers_per_block }, (_, layer) => layer);
    this.resnets = layers.map((layer) => residualBlock(plan, layer === 0 ? inChannels : channels));
    this.attentions = attention ? layers.map(() => spatialAttention(plan)) : [];
    const sampler =
      attention && config.downsample_type === 'resnet'
        ? () => residualBlock(plan, channels, { resample: 'down' })
        : () => new Downsampler(channels, config.downsample_padding);
    this.downsamplers = resamples ? [sampler()] : [];
  }

  /** The features after every layer, from the first; the last of them goes on. */
  forward(x: Tensor, time: Tensor, key?: Tensor): readonly Tensor[] {
    const features: Tensor[] = [];
    let current = x;
    for (const [layer, resnet] of this.resnets.entries()) {
      current = resnet.forward(current, time, key && foldIn(key, layer));
      current = this.attentions[layer]?.forward(current) ?? current;
      features.push(current);
    }
    for (const sampler of this.downsamplers) {
      const ownKey = key && foldIn(key, this.resnets.length);
      current =
        sampler instanceof ResidualBlock ? sampler.forward(current, time, ownKey) : sampler.forward(current);
      features.push(current);
    }
    return features;
  }
}

import {
  add,
  ArgumentError,
  Conv2d,
  Embedding,
  foldIn,
  GroupNorm,
  Module,
  multiply,
  silu,
  subtract,
  type Tensor,
} from '@fm/core';
import type { DenoisingContext, DenoisingNetwork } from '../denoising-network.ts';
import { TimestepEmbedding } from '../timestep-embedding.ts';
import type { BlockPlan } from './block-plan.ts';
import { imageSize, type UNet2dConfig, unet2dConfig } from './config.ts';
import { DownBlock } from './down-block.ts';
import { MidBlock } from './mid-block.ts';
import { UpBlock } from './up-block.ts';

/**
 * A U-shaped convolutional denoiser: residual blocks and attention at falling, then rising resolutions, with the time and
 * the class added to every block. Parameters have the names of diffusers' `UNet2DModel`.
 *
 * @see Ho et al. 2020, "Denoising Diffusion Probabilistic Models", appendix B; Dhariwal and Nichol 2021
 * @example
 * ```ts
 * import { UNet2d } from '@fm/diffusion';
 *
 * const model = new UNet2d({
 *   sample_size: 28,
 *   in_channels: 1,
 *   out_channels: 1,
 *   block_out_channels: [32, 64],
 *   down_block_types: ['DownBlock2D', 'AttnDownBlock2D'],
 *   up_block_types: ['AttnUpBlock2D', 'UpBlock2D'],
 *   num_class_embeds: 11,
 * });
 * model.parameters().get('conv_in.weight')?.shape; // => [32, 1, 3, 3]
 * ```
 */
export class UNet2d extends Module implements DenoisingNetwork {
  readonly config: UNet2dConfig;
  readonly conv_in: Conv2d;
  readonly time_embedding: TimestepEmbedding;
  /** `[num_class_embeds, time width]`. */
  readonly class_embedding: Embedding | undefined;
  readonly down_blocks: readonly DownBlock[];
  readonly mid_block: MidBlock | undefined;
  readonly up_blocks: readonly UpBlock[];
  readonly conv_norm_out: GroupNorm;
  readonly conv_out: Conv2d;

  /** @throws {ArgumentError} when the configuration is not valid */
  constructor(options: Partial<UNet2dConfig> & Pick<UNet2dConfig, 'sample_size'>) {
    super();
    const config = unet2dConfig(options);
    const widths = config.block_out_channels;
    const [first, last] = [widths[0]!, widths.at(-1)!];
    const timeWidth = config.time_embedding_dim ?? 4 * first;
    const plan = (channels: number, attention: boolean, resamples: boolean): BlockPlan => {
      return { config, timeWidth, channels, attention, resamples };
    };
    const deepest = widths.length - 1;

    this.config = config;
    this.conv_in = new Conv2d(config.in_channels, first, 3, { padding: 1 });
    this.time_embedding = new TimestepEmbedding(
      { width: first, first: config.flip_sin_to_cos ? 'cos' : 'sin', frequencyShift: config.freq_shift },
      timeWidth,
    );
    this.class_embedding =
      config.num_class_embeds === null ? undefined : new Embedding(config.num_class_embeds, timeWidth);
    this.down_blocks = widths.map((channels, level) => {
      const attention = config.down_block_types[level] === 'AttnDownBlock2D';
      return new DownBlock(plan(channels, attention, level < deepest), widths[level - 1] ?? first);
    });
    this.mid_block =
      config.mid_block_type === null ? undefined : new MidBlock(plan(last, config.add_attention, false));
    this.up_blocks = widths.map((_, i) => {
      const level = deepest - i;
      const attention = config.up_block_types[i] === 'AttnUpBlock2D';
      // The block at this level on the way down left one feature per layer, after what came into it.
      const skips = [
        ...Array.from({ length: config.layers_per_block }, () => widths[level]!),
        widths[level - 1] ?? first,
      ];
      return new UpBlock(plan(widths[level]!, attention, level > 0), {
        below: widths[level + 1] ?? last,
        skips,
      });
    });
    this.conv_norm_out = new GroupNorm(config.norm_num_groups, first, { epsilon: config.norm_eps });
    this.conv_out = new Conv2d(first, config.out_channels, 3, { padding: 1 });
  }

  get sampleShape(): readonly number[] {
    return [this.config.in_channels, ...imageSize(this.config)];
  }

  get classEmbeddings(): number | undefined {
    return this.config.num_class_embeds ?? undefined;
  }

  denoise(sample: Tensor, time: Tensor, { classLabels, key }: DenoisingContext = {}): Tensor {
    const embedding = this.#embed(time, classLabels); // [batch, timeWidth]
    const centred = this.config.center_input_sample ? subtract(multiply(sample, 2), 1) : sample;
    let x = this.conv_in.forward(centred);
    const skips = [x];
    for (const [level, block] of this.down_blocks.entries()) {
      const features = block.forward(x, embedding, key && foldIn(key, level));
      skips.push(...features);
      x = features.at(-1)!;
    }
    x = this.mid_block?.forward(x, embedding, key && foldIn(key, this.down_blocks.length)) ?? x;
    for (const [i, block] of this.up_blocks.entries())
      x = block.forward(x, embedding, { skips, key: key && foldIn(key, this.down_blocks.length + 1 + i) });
    return this.conv_out.forward(silu(this.conv_norm_out.forward(x)));
  }

  #embed(time: Tensor, classLabels: Tensor | undefined): Tensor {
    const embedding = this.time_embedding.forward(time);
    if ((this.class_embedding === undefined) !== (classLabels === undefined)) {
      throw new ArgumentError('UNet2d: class labels and class embeddings go together', {
        expected: this.class_embedding === undefined ? 'no classLabels' : 'classLabels [batch]',
        received: classLabels === undefined ? 'none' : String(classLabels),
        hint: 'Set num_class_embeds for a class-conditional network; its last row may stand for "no class".',
      });
    }
    return this.class_embedding === undefined || classLabels === undefined
      ? embedding
      : add(embedding, this.class_embedding.forward(classLabels));
  }
}

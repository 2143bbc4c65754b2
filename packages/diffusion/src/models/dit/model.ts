import {
  ArgumentError,
  type Dim,
  expandDims,
  foldIn,
  full,
  layerNorm,
  Linear,
  Module,
  reshape,
  silu,
  split,
  type Tensor,
  transpose,
  zerosInitializer,
} from '@fm/core';
import type { DenoisingContext, DenoisingNetwork } from '../denoising-network.ts';
import { DitBlock, modulate } from './block.ts';
import { type DitConfig, ditConfig } from './config.ts';
import { PatchEmbedding } from './patch-embedding.ts';

/**
 * A diffusion transformer: images cut into patches, conditioned on time and class through adaptive norms. Parameters have
 * the names of diffusers' `DiTTransformer2DModel`.
 *
 * Without labels every sample gets "no class", the last row of the table.
 *
 * @see Peebles and Xie 2023, "Scalable Diffusion Models with Transformers", https://arxiv.org/abs/2212.09748
 * @example
 * ```ts
 * import { Dit } from '@fm/diffusion';
 *
 * const model = new Dit({ sample_size: 28, in_channels: 1, num_layers: 4, num_attention_heads: 4, attention_head_dim: 32 });
 * model.sampleShape; // => [1, 28, 28]
 * ```
 */
export class Dit extends Module implements DenoisingNetwork {
  readonly config: DitConfig;
  readonly pos_embed: PatchEmbedding;
  readonly transformer_blocks: readonly DitBlock[];
  readonly proj_out_1: Linear;
  readonly proj_out_2: Linear;

  /** @throws {ArgumentError} when the configuration is not valid */
  constructor(options: Partial<DitConfig> = {}) {
    super();
    const config = ditConfig(options);
    const width = config.num_attention_heads * config.attention_head_dim;
    const { sample_size, patch_size, in_channels, out_channels, num_layers } = config;
    const patches = sample_size / patch_size;
    this.config = config;
    this.pos_embed = new PatchEmbedding({ channels: in_channels, width, patchSize: patch_size, patches });
    this.transformer_blocks = Array.from({ length: num_layers }, () => new DitBlock(width, config));
    this.proj_out_1 = new Linear(width, 2 * width, { initializer: zerosInitializer });
    this.proj_out_2 = new Linear(width, patch_size ** 2 * (out_channels ?? in_channels), {
      initializer: zerosInitializer,
    });
  }

  get sampleShape(): readonly number[] {
    return [this.config.in_channels, this.config.sample_size, this.config.sample_size];
  }

  get classEmbeddings(): number {
    return this.config.num_embeds_ada_norm + 1;
  }

  denoise(sample: Tensor, time: Tensor, { classLabels, key }: DenoisingContext = {}): Tensor {
    const [batch, , height, width] = sample.shape as [Dim, Dim, Dim, Dim];
    const { sample_size, num_embeds_ada_norm: classes } = this.config;
    if (height !== sample_size || width !== sample_size) {
      throw new ArgumentError('Dit: the image has another size than the network', {
        expected: `${sample_size} × ${sample_size}`,
        received: `${height} × ${width}`,
      });
    }
    const labels = classLabels ?? full([batch], classes, 'i64');
    let x = this.pos_embed.forward(sample); // [batch, patches², width]
    for (const [layer, block] of this.transformer_blocks.entries())
      x = block.forward(x, { time, classLabels: labels, key: key && foldIn(key, layer) });

    const conditioning = this.transformer_blocks[0]!.norm1.emb.forward(time, labels);
    const [shift, scale] = split(expandDims(this.proj_out_1.forward(silu(conditioning)), 1), 2) as [
      Tensor,
      Tensor,
    ];
    const final = modulate(layerNorm(x, { epsilon: 1e-6 }), shift, scale);
    return this.#joinPatches(this.proj_out_2.forward(final), batch);
  }

  /** `[batch, patches², patchSize² · channels]` → `[batch, channels, height, width]`. */
  #joinPatches(x: Tensor, batch: Dim): Tensor {
    const { sample_size, patch_size, in_channels, out_channels } = this.config;
    const [patches, channels] = [sample_size / patch_size, out_channels ?? in_channels];
    const grid = reshape(x, [batch, patches, patches, patch_size, patch_size, channels]);
    return reshape(transpose(grid, [0, 5, 1, 3, 2, 4]), [batch, channels, sample_size, sample_size]);
  }
}

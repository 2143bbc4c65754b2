import { add, divide, type Dim, GroupNorm, reshape, type Tensor, transpose } from '@fm/core';
import { SelfAttention } from '../self-attention.ts';

/** Options of {@link SpatialAttention}. */
export interface SpatialAttentionOptions {
  /** Channels of one head. */
  readonly headSize: number;
  /** Groups of the norm before attention; `undefined` for no norm. */
  readonly groups: number | undefined;
  readonly epsilon: number;
  /** Divides the sum of the input and what was attended to. @default 1 */
  readonly outputScale?: number;
}

/** Attention among all positions of an image, beside a shortcut. */
export class SpatialAttention extends SelfAttention {
  readonly group_norm: GroupNorm | undefined;
  readonly #outputScale: number;

  constructor(channels: number, { headSize, groups, epsilon, outputScale = 1 }: SpatialAttentionOptions) {
    super(channels, channels / headSize);
    this.group_norm = groups === undefined ? undefined : new GroupNorm(groups, channels, { epsilon });
    this.#outputScale = outputScale;
  }

  /** `[batch, channels, height, width]` → the same. */
  override forward(x: Tensor): Tensor {
    const [batch, channels, height, width] = x.shape as [Dim, number, number, number];
    const normalized = this.group_norm?.forward(x) ?? x;
    const positions = transpose(reshape(normalized, [batch, channels, height * width]), [0, 2, 1]); // [batch, positions, channels]
    const attended = transpose(super.forward(positions), [0, 2, 1]);
    const sum = add(reshape(attended, x.shape), x);
    return this.#outputScale === 1 ? sum : divide(sum, this.#outputScale);
  }
}

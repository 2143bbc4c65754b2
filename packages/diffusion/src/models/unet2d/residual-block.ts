import {
  add,
  averagePool2d,
  Conv2d,
  divide,
  dropout,
  expandDims,
  GroupNorm,
  Linear,
  Module,
  multiply,
  resize,
  silu,
  split,
  type Tensor,
} from '@fm/core';

/** Options of {@link ResidualBlock}. */
export interface ResidualBlockOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Width of the time embedding. */
  readonly timeWidth: number;
  readonly groups: number;
  readonly epsilon: number;
  readonly dropout: number;
  /** Whether the time shifts features only, or scales them as well. */
  readonly timeScaleShift: 'default' | 'scale_shift';
  /** Divides the sum of both branches. @default 1 */
  readonly outputScale?: number;
  /** Halves or doubles height and width between the first norm and the first convolution. */
  readonly resample?: 'down' | 'up';
}

/** Two convolutions around what the time says, beside a shortcut: `shortcut(x) + conv2(silu(norm2(conv1(silu(norm1(x))) + time)))`. */
export class ResidualBlock extends Module {
  readonly norm1: GroupNorm;
  readonly conv1: Conv2d;
  readonly time_emb_proj: Linear;
  readonly norm2: GroupNorm;
  readonly conv2: Conv2d;
  readonly conv_shortcut: Conv2d | undefined;
  readonly #options: ResidualBlockOptions;

  constructor(options: ResidualBlockOptions) {
    super();
    const { inChannels, outChannels, timeWidth, groups, epsilon, timeScaleShift } = options;
    this.norm1 = new GroupNorm(groups, inChannels, { epsilon });
    this.conv1 = new Conv2d(inChannels, outChannels, 3, { padding: 1 });
    this.time_emb_proj = new Linear(timeWidth, timeScaleShift === 'default' ? outChannels : 2 * outChannels);
    this.norm2 = new GroupNorm(groups, outChannels, { epsilon });
    this.conv2 = new Conv2d(outChannels, outChannels, 3, { padding: 1 });
    this.conv_shortcut = inChannels === outChannels ? undefined : new Conv2d(inChannels, outChannels, 1);
    this.#options = options;
  }

  /**
   * @param x - `[batch, inChannels, height, width]`
   * @param time - `[batch, timeWidth]`
   * @param key - random key for dropout, `i32[2]`
   * @returns `[batch, outChannels, height, width]`, halved or doubled where it resamples
   */
  forward(x: Tensor, time: Tensor, key?: Tensor): Tensor {
    const { outputScale = 1, dropout: rate } = this.#options;
    const first = this.conv1.forward(this.#resample(silu(this.norm1.forward(x))));
    const modulated = this.#modulate(first, this.time_emb_proj.forward(silu(time)));
    const second = this.conv2.forward(dropout(silu(modulated), rate, key));
    const shortcut = this.#resample(x);
    const sum = add(this.conv_shortcut?.forward(shortcut) ?? shortcut, second);
    return outputScale === 1 ? sum : divide(sum, outputScale);
  }

  #modulate(x: Tensor, time: Tensor): Tensor {
    const image = expandDims(expandDims(time, -1), -1); // [batch, timeFeatures, 1, 1]
    if (this.#options.timeScaleShift === 'default') return this.norm2.forward(add(x, image));
    const [scale, shift] = split(image, 2, 1) as [Tensor, Tensor];
    return add(multiply(this.norm2.forward(x), add(scale, 1)), shift);
  }

  #resample(x: Tensor): Tensor {
    const { resample } = this.#options;
    if (resample === undefined) return x;
    return resample === 'down' ? averagePool2d(x, 2, { stride: 2 }) : resize(x, { scale: 2 });
  }
}

import { Conv2d, Module, resize, type Tensor } from '@fm/core';

/** Doubles height and width: nearest neighbours, then a convolution. */
export class Upsampler extends Module {
  readonly conv: Conv2d;

  constructor(channels: number) {
    super();
    this.conv = new Conv2d(channels, channels, 3, { padding: 1 });
  }

  /** `[batch, channels, height, width]` → `[batch, channels, 2 · height, 2 · width]`. */
  forward(x: Tensor): Tensor {
    return this.conv.forward(resize(x, { scale: 2 }));
  }
}

import { Conv2d, Module, pad, type Tensor } from '@fm/core';

/** Halves height and width by a strided convolution. */
export class Downsampler extends Module {
  readonly conv: Conv2d;
  readonly #padding: number;

  /** @param padding - 1, or 0 to pad only right and bottom */
  constructor(channels: number, padding: number) {
    super();
    this.conv = new Conv2d(channels, channels, 3, { stride: 2, padding });
    this.#padding = padding;
  }

  /** `[batch, channels, height, width]` → `[batch, channels, height / 2, width / 2]`. */
  forward(x: Tensor): Tensor {
    const padded =
      this.#padding === 0
        ? pad(x, [
            [0, 0],
            [0, 0],
            [0, 1],
            [0, 1],
          ])
        : x;
    return this.conv.forward(padded);
  }
}

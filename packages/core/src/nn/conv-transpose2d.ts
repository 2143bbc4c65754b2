import type { Tensor } from '../ir/index.ts';
import { convTranspose2d } from '../ops/conv-transpose2d.ts';
import { type Pair, pair } from '../ops/define/window.ts';
import { type Conv2dModuleOptions, requireGroups, torchInitializer } from './conv2d.ts';
import { zerosInitializer } from './initializers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/** Options of {@link ConvTranspose2d}. */
export interface ConvTranspose2dModuleOptions extends Conv2dModuleOptions {
  /** Rows and columns added to the result at its end, each less than the stride. @default 0 */
  readonly outputPadding?: Pair;
}

/**
 * Transposed convolution with learned kernels; the weight is `[inChannels, outChannels / groups, height, width]`.
 *
 * @example
 * ```ts
 * import { ConvTranspose2d, input } from '@fm/core';
 *
 * const layer = new ConvTranspose2d(16, 3, 4, { stride: 2, padding: 1 });
 * String(layer.forward(input('f32', [8, 16, 16, 16]))); // => 'f32[8, 3, 32, 32]'
 * ```
 */
export class ConvTranspose2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #options: Omit<ConvTranspose2dModuleOptions, 'bias'> & { readonly groups: number };

  /**
   * @param size - of the kernels
   * @throws {ArgumentError} when the groups do not divide both channel counts
   */
  constructor(
    inChannels: number,
    outChannels: number,
    size: Pair,
    options: ConvTranspose2dModuleOptions = {},
  ) {
    super();
    const {
      groups = 1,
      bias = true,
      initializer = torchInitializer,
      biasInitializer = zerosInitializer,
      ...rest
    } = options;
    requireGroups('ConvTranspose2d', groups, [inChannels, outChannels]);
    this.weight = new Parameter([inChannels, outChannels / groups, ...pair(size)], initializer);
    this.bias = bias ? new Parameter([outChannels], biasInitializer) : undefined;
    this.#options = { ...rest, groups };
  }

  /** `[batch, inChannels, height, width]` → `[batch, outChannels, outHeight, outWidth]`, as {@link convTranspose2d}. */
  forward(x: Tensor): Tensor {
    return convTranspose2d(x, this.weight, { ...this.#options, bias: this.bias });
  }
}

import { ArgumentError } from '../errors/index.ts';
import type { Tensor } from '../ir/index.ts';
import { conv2d } from '../ops/conv2d.ts';
import { type Pair, pair, type WindowOptions } from '../ops/define/window.ts';
import { kaimingUniformInitializer, zerosInitializer } from './initializers.ts';
import { Module } from './module.ts';
import { type Initializer, Parameter } from './parameter.ts';

/** Options of {@link Conv2d}. */
export interface Conv2dModuleOptions extends WindowOptions {
  /** Number of parts into which the channels are divided; divides both channel counts. @default 1 */
  readonly groups?: number;
  /** Whether a number is added to every output channel. @default true */
  readonly bias?: boolean;
  /** First values of the kernels. @default `U(−a, a)` with `a = 1/√(inChannels / groups · kernel area)`, as in PyTorch */
  readonly initializer?: Initializer;
  /** First values of the bias. @default zeros */
  readonly biasInitializer?: Initializer;
}

/**
 * Convolution of images with learned kernels; the weight is `[outChannels, inChannels / groups, height, width]`.
 *
 * @example
 * ```ts
 * import { Conv2d, input } from '@fm/core';
 *
 * const layer = new Conv2d(3, 16, 3, { padding: 1 });
 * String(layer.forward(input('f32', [8, 3, 32, 32]))); // => 'f32[8, 16, 32, 32]'
 * ```
 */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #options: WindowOptions & { readonly groups: number };

  /**
   * @param size - of the kernels
   * @throws {ArgumentError} when the groups do not divide both channel counts
   */
  constructor(inChannels: number, outChannels: number, size: Pair, options: Conv2dModuleOptions = {}) {
    super();
    const {
      groups = 1,
      bias = true,
      initializer = torchInitializer,
      biasInitializer = zerosInitializer,
      ...window
    } = options;
    requireGroups('Conv2d', groups, [inChannels, outChannels]);
    this.weight = new Parameter([outChannels, inChannels / groups, ...pair(size)], initializer);
    this.bias = bias ? new Parameter([outChannels], biasInitializer) : undefined;
    this.#options = { ...window, groups };
  }

  /** `[batch, inChannels, height, width]` → `[batch, outChannels, outHeight, outWidth]`, as {@link conv2d}. */
  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, { ...this.#options, bias: this.bias });
  }
}

/** Refuses a number of groups that does not divide all channel counts. */
export function requireGroups(layer: string, groups: number, channels: readonly number[]): void {
  if (Number.isInteger(groups) && groups >= 1 && channels.every((count) => count % groups === 0)) return;
  throw new ArgumentError(`${layer}: the channels cannot be divided into groups`, {
    expected: `a number that divides ${channels.join(' and ')}`,
    received: `${groups} groups`,
  });
}

/** What PyTorch's convolutions start with. */
export const torchInitializer: Initializer = kaimingUniformInitializer({ gain: Math.sqrt(1 / 3) });

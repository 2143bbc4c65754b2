import type { Tensor } from '../ir/index.ts';
import { groupNorm } from './functional/group-norm.ts';
import { onesInitializer, zerosInitializer } from './initializers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/** Options of {@link GroupNorm}. */
export interface GroupNormModuleOptions {
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/**
 * Normalises groups of channels, then scales and shifts every channel. Parameters: `weight` and `bias`, `f32[channels]`.
 *
 * @see Wu and He 2018, "Group Normalization", https://arxiv.org/abs/1803.08494
 * @example
 * ```ts
 * import { GroupNorm, input } from '@fm/core';
 *
 * const norm = new GroupNorm(32, 64); // groups of two channels
 * String(norm.forward(input('f32', [8, 64, 16, 16]))); // => 'f32[8, 64, 16, 16]'
 * ```
 */
export class GroupNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly #groups: number;
  readonly #epsilon: number;

  /** @param groups - divides `channels` */
  constructor(groups: number, channels: number, { epsilon = 1e-5 }: GroupNormModuleOptions = {}) {
    super();
    this.weight = new Parameter([channels], onesInitializer);
    this.bias = new Parameter([channels], zerosInitializer);
    this.#groups = groups;
    this.#epsilon = epsilon;
  }

  /**
   * `[batch, channels, …]` → the same.
   *
   * @throws {ShapeError} when the groups do not divide the channels
   */
  forward(x: Tensor): Tensor {
    return groupNorm(x, this.#groups, { weight: this.weight, bias: this.bias, epsilon: this.#epsilon });
  }
}

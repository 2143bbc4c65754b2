import type { Tensor } from '../ir/index.ts';
import { rmsNorm } from '../ops/rms-norm.ts';
import { onesInitializer } from './initializers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/** Options of {@link RmsNorm}. */
export interface RmsNormModuleOptions {
  /** Added to the mean square. @default 1e-6 */
  readonly epsilon?: number;
}

/**
 * Divides the last axis by the root of its mean square, then scales it. Parameter: `weight`, `f32[width]`.
 *
 * @see Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", https://arxiv.org/abs/1910.07467
 * @example
 * ```ts
 * import { input, RmsNorm } from '@fm/core';
 *
 * String(new RmsNorm(64).forward(input('f32', [2, 16, 64]))); // => 'f32[2, 16, 64]'
 * ```
 */
export class RmsNorm extends Module {
  readonly weight: Parameter;
  readonly #epsilon: number;

  constructor(width: number, { epsilon = 1e-6 }: RmsNormModuleOptions = {}) {
    super();
    this.weight = new Parameter([width], onesInitializer);
    this.#epsilon = epsilon;
  }

  /** `[…, width]` → the same. */
  forward(x: Tensor): Tensor {
    return rmsNorm(x, { weight: this.weight, epsilon: this.#epsilon });
  }
}

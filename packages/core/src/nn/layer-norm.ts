import type { Tensor } from '../ir/index.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { onesInitializer, zerosInitializer } from './initializers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/** Options of {@link LayerNorm}. */
export interface LayerNormModuleOptions {
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
  /** Whether a vector is added. @default true */
  readonly bias?: boolean;
}

/**
 * Normalises the last axis to mean 0 and variance 1, then scales and shifts it. Parameters: `weight` and, unless it is
 * switched off, `bias`, `f32[width]`.
 *
 * @see Ba et al. 2016, "Layer Normalization", https://arxiv.org/abs/1607.06450
 * @example
 * ```ts
 * import { input, LayerNorm } from '@fm/core';
 *
 * const norm = new LayerNorm(64, { bias: false });
 * [...norm.parameters().keys()]; // => ['weight']
 * String(norm.forward(input('f32', [2, 16, 64]))); // => 'f32[2, 16, 64]'
 * ```
 */
export class LayerNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #epsilon: number;

  constructor(width: number, { epsilon = 1e-5, bias = true }: LayerNormModuleOptions = {}) {
    super();
    this.weight = new Parameter([width], onesInitializer);
    this.bias = bias ? new Parameter([width], zerosInitializer) : undefined;
    this.#epsilon = epsilon;
  }

  /** `[…, width]` → the same. */
  forward(x: Tensor): Tensor {
    return layerNorm(x, { weight: this.weight, bias: this.bias, epsilon: this.#epsilon });
  }
}

import type { Tensor } from '../ir/index.ts';
import { gelu } from '../ops/gelu.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { dropout } from './functional/dropout.ts';

/** Options of {@link Mlp}. */
export interface MlpOptions {
  /** Width of the hidden layer. @default 4 × width */
  readonly hidden?: number;
  /** @default gelu */
  readonly activation?: (x: Tensor) => Tensor;
  /** Whether the layers add a vector. @default true */
  readonly bias?: boolean;
  /** Rate of dropout of the result, in [0, 1); needs a key. @default 0 */
  readonly dropout?: number;
}

/**
 * Two-layer perceptron of a transformer block: `fc2(activation(fc1(x)))`.
 *
 * @example
 * ```ts
 * import { input, Mlp } from '@fm/core';
 *
 * String(new Mlp(8).forward(input('f32', [2, 3, 8]))); // => 'f32[2, 3, 8]'
 * ```
 */
export class Mlp extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;
  readonly #activation: (x: Tensor) => Tensor;
  readonly #dropout: number;

  constructor(width: number, options: MlpOptions = {}) {
    super();
    const {
      hidden = 4 * width,
      activation = (x: Tensor) => gelu(x),
      bias = true,
      dropout: rate = 0,
    } = options;
    this.fc1 = new Linear(width, hidden, { bias });
    this.fc2 = new Linear(hidden, width, { bias });
    this.#activation = activation;
    this.#dropout = rate;
  }

  /**
   * @param x - `[…, width]`
   * @param key - random key for dropout, `i32[2]`; without it nothing is dropped
   * @returns `[…, width]`
   */
  forward(x: Tensor, key?: Tensor): Tensor {
    return dropout(this.fc2.forward(this.#activation(this.fc1.forward(x))), this.#dropout, key);
  }
}

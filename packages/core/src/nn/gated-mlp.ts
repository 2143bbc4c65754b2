import type { Tensor } from '../ir/index.ts';
import { multiply } from '../ops/multiply.ts';
import { silu } from '../ops/swish.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';

/** Options of {@link GatedMlp}. */
export interface GatedMlpOptions {
  /** Activation of the gate; silu makes it SwiGLU, gelu GEGLU. @default silu */
  readonly activation?: (x: Tensor) => Tensor;
  /** Whether the layers add a vector. @default false */
  readonly bias?: boolean;
}

/**
 * Gated perceptron of Llama's blocks: `down_proj(activation(gate_proj(x)) · up_proj(x))`.
 *
 * @see Shazeer 2020, "GLU Variants Improve Transformer", https://arxiv.org/abs/2002.05202, equation 6
 * @example
 * ```ts
 * import { GatedMlp, input } from '@fm/core';
 *
 * String(new GatedMlp(8, 24).forward(input('f32', [2, 3, 8]))); // => 'f32[2, 3, 8]'
 * ```
 */
export class GatedMlp extends Module {
  readonly gate_proj: Linear;
  readonly up_proj: Linear;
  readonly down_proj: Linear;
  readonly #activation: (x: Tensor) => Tensor;

  constructor(width: number, hidden: number, { activation = silu, bias = false }: GatedMlpOptions = {}) {
    super();
    this.gate_proj = new Linear(width, hidden, { bias });
    this.up_proj = new Linear(width, hidden, { bias });
    this.down_proj = new Linear(hidden, width, { bias });
    this.#activation = activation;
  }

  /** `[…, width]` → the same. */
  forward(x: Tensor): Tensor {
    return this.down_proj.forward(
      multiply(this.#activation(this.gate_proj.forward(x)), this.up_proj.forward(x)),
    );
  }
}

import { dropout, gelu, Linear, Module, relu, type Tensor } from '@fm/core';
import type { Gpt2Config } from './config.ts';
import { initializers } from './initializers.ts';

/** The two-layer perceptron of a block. */
export class Gpt2Mlp extends Module {
  readonly c_fc: Linear;
  readonly c_proj: Linear;
  readonly #activation: (x: Tensor) => Tensor;
  readonly #dropout: number;

  constructor(config: Gpt2Config) {
    super();
    const { n_embd, bias } = config;
    const inner = config.n_inner ?? 4 * n_embd;
    const { weight, residual } = initializers(config);
    this.c_fc = new Linear(n_embd, inner, { bias, layout: 'output-last', initializer: weight });
    this.c_proj = new Linear(inner, n_embd, { bias, layout: 'output-last', initializer: residual });
    this.#activation = activations[config.activation_function];
    this.#dropout = config.resid_pdrop;
  }

  /** `[rows, n_embd]` → the same. */
  forward(x: Tensor, key?: Tensor): Tensor {
    const hidden = this.#activation(this.c_fc.forward(x)); // [rows, n_inner]
    return dropout(this.c_proj.forward(hidden), this.#dropout, key);
  }
}

const activations: Readonly<Record<Gpt2Config['activation_function'], (x: Tensor) => Tensor>> = {
  gelu_new: (x) => gelu(x, { approximate: 'tanh' }),
  gelu_pytorch_tanh: (x) => gelu(x, { approximate: 'tanh' }),
  gelu: (x) => gelu(x),
  relu,
};

import { dropout, gelu, Linear, Module, normalInitializer, relu, type Tensor } from '@fm/core';
import type { GptNeoXConfig } from './config.ts';

/** The two-layer perceptron of a block. */
export class GptNeoXMlp extends Module {
  readonly dense_h_to_4h: Linear;
  readonly dense_4h_to_h: Linear;
  readonly #activation: (x: Tensor) => Tensor;
  readonly #dropout: number;

  constructor(config: GptNeoXConfig) {
    super();
    const { hidden_size: width, intermediate_size: inner } = config;
    const initializer = normalInitializer(config.initializer_range);
    this.dense_h_to_4h = new Linear(width, inner, { initializer });
    this.dense_4h_to_h = new Linear(inner, width, { initializer });
    this.#activation = activations[config.hidden_act];
    this.#dropout = config.hidden_dropout;
  }

  /** `[rows, hidden_size]` → the same. */
  forward(x: Tensor, key?: Tensor): Tensor {
    const hidden = this.#activation(this.dense_h_to_4h.forward(x)); // [rows, intermediate_size]
    return dropout(this.dense_4h_to_h.forward(hidden), this.#dropout, key);
  }
}

const tanhGelu = (x: Tensor): Tensor => gelu(x, { approximate: 'tanh' });

const activations: Readonly<Record<GptNeoXConfig['hidden_act'], (x: Tensor) => Tensor>> = {
  gelu: (x) => gelu(x),
  gelu_new: tanhGelu,
  gelu_fast: tanhGelu,
  gelu_pytorch_tanh: tanhGelu,
  relu,
};

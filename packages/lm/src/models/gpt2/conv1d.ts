import { type Initializer, matmul, Module, Parameter, type Tensor } from '@fm/core';
import { zerosInitializer } from './layers-pending.ts';

/** Options of {@link Conv1d}. */
export interface Conv1dOptions {
  readonly bias: boolean;
  readonly initializer: Initializer;
}

/** GPT-2's linear layer, `x · weight + bias`: its weight is `[in, out]`, the transpose of the usual layout. */
export class Conv1d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inputs: number, outputs: number, { bias, initializer }: Conv1dOptions) {
    super();
    this.weight = new Parameter([inputs, outputs], initializer);
    this.bias = bias ? new Parameter([outputs], zerosInitializer) : undefined;
  }

  /** `[rows, in]` → `[rows, out]`. */
  forward(x: Tensor): Tensor {
    return matmul(x, this.weight, { bias: this.bias });
  }
}

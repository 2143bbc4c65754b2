// Stand-ins until core's nn has them.
import { add, bernoulli, divide, gather, type Initializer, layerNorm, matmul, Module, normalHost, Parameter, sizeOf, type Tensor, where } from '@fm/core';

export const zerosInitializer: Initializer = (shape) => new Float32Array(sizeOf(shape));
export const onesInitializer: Initializer = (shape) => new Float32Array(sizeOf(shape)).fill(1);
export function normalInitializer(std: number): Initializer {
  return (shape, key) => normalHost(key, sizeOf(shape)).map((x) => x * std);
}
export class Embedding extends Module {
  readonly weight: Parameter;
  constructor(count: number, width: number, { initializer }: { readonly initializer: Initializer }) {
    super();
    this.weight = new Parameter([count, width], initializer);
  }
  forward(ids: Tensor): Tensor {
    return gather(this.weight, ids);
  }
}
export class LayerNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly epsilon: number;
  constructor(width: number, { epsilon, bias }: { readonly epsilon: number; readonly bias: boolean }) {
    super();
    this.weight = new Parameter([width], onesInitializer);
    this.bias = bias ? new Parameter([width], zerosInitializer) : undefined;
    this.epsilon = epsilon;
  }
  forward(x: Tensor): Tensor {
    return layerNorm(x, { weight: this.weight, bias: this.bias, epsilon: this.epsilon });
  }
}
export function dropout(x: Tensor, rate: number, key: Tensor | undefined): Tensor {
  if (key === undefined || rate === 0) return x;
  return where(bernoulli(key, 1 - rate, x.shape), divide(x, 1 - rate), 0);
}
export { add, matmul };

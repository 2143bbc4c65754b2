import type { Tensor } from '../ir/index.ts';
import { matmul } from '../ops/matmul.ts';
import { kaimingUniformInitializer, zerosInitializer } from './initializers.ts';
import { Module } from './module.ts';
import { type Initializer, Parameter } from './parameter.ts';

/** Options of {@link Linear}. */
export interface LinearOptions {
  /** Whether a vector is added. @default true */
  readonly bias?: boolean;
  /**
   * How the weight is stored: `[out, in]` as PyTorch's Linear, or `[in, out]` as GPT-2's Conv1D.
   *
   * @default 'output-first'
   */
  readonly layout?: 'output-first' | 'output-last';
  /** First values of the weight. @default `U(−1/√in, 1/√in)`, as in PyTorch */
  readonly initializer?: Initializer;
  /** First values of the bias. @default zeros */
  readonly biasInitializer?: Initializer;
}

/**
 * `x · weightᵀ + bias` over the last axis.
 *
 * @example
 * ```ts
 * import { input, Linear } from '@fm/core';
 *
 * String(new Linear(4, 2).forward(input('f32', [3, 4]))); // => 'f32[3, 2]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, Linear, referenceBackend, type Tensor } from '@fm/core';
 *
 * const layer = new Linear(2, 1);
 * const run = compile(({ x }: { x: Tensor }) => ({ y: layer.forward(x) }), {
 *   backend: referenceBackend(),
 *   parameters: layer.parameters(),
 * });
 * const weights = { weight: hostTensor('f32', [2, -1], [1, 2]), bias: hostTensor('f32', [10]) };
 * const { y } = await run({ x: hostTensor('f32', [3, 4], [1, 2]), ...weights });
 * (await y.read()).data; // => Float32Array [12]
 * ```
 */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #transposed: boolean;

  constructor(inputs: number, outputs: number, options: LinearOptions = {}) {
    super();
    const { bias = true, layout = 'output-first', biasInitializer = zerosInitializer } = options;
    const { initializer = kaimingUniformInitializer({ gain: Math.sqrt(1 / 3), layout }) } = options;
    this.#transposed = layout === 'output-first';
    this.weight = new Parameter(this.#transposed ? [outputs, inputs] : [inputs, outputs], initializer);
    this.bias = bias ? new Parameter([outputs], biasInitializer) : undefined;
  }

  /**
   * @param x - `[…, in]`
   * @returns `[…, out]`
   * @throws {ShapeError} when the last axis of `x` is not `in`
   */
  forward(x: Tensor): Tensor {
    return matmul(x, this.weight, { transposeB: this.#transposed, bias: this.bias });
  }
}

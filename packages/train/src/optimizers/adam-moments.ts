import {
  add,
  divide,
  multiply,
  type OptimizerStateSpec,
  sqrt,
  square,
  type Tensor,
  type TensorType,
} from '@fm/core';
import { prefixed, under } from './chain.ts';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { requireRange } from './require-range.ts';

/** Options that all members of the Adam family share. */
export interface AdamMomentOptions {
  /** Decay of the first moment, in [0, 1). @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). @default 0.999 */
  readonly beta2?: number;
  /** Added to the root of the bias-corrected second moment. @default 1e-8 */
  readonly epsilon?: number;
}

/**
 * The two moments of Adam, kept without their factors `1 − β`: `m ← β₁·m + g` and `v ← β₂·v + g²`. What bias correction
 * and those factors amount to is a pair of scalars per step, so a parameter costs two multiplications less.
 */
export class AdamMoments {
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;

  constructor(name: string, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamMomentOptions) {
    requireRange(name, { beta1, beta2 }, 0, 1);
    requireRange(name, { epsilon }, 0, Number.POSITIVE_INFINITY);
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
  }

  /** `first/<parameter>` and `second/<parameter>`, of the parameters' own types. */
  state(parameters: ReadonlyMap<string, TensorType>): ReadonlyMap<string, OptimizerStateSpec> {
    const zeros = new Map([...parameters].map(([name, type]) => [name, { ...type, initial: 0 }]));
    return new Map([...prefixed('first', zeros), ...prefixed('second', zeros)]);
  }

  /**
   * `factor · m̂ / (√v̂ + ε)` with bias-corrected moments equals `scale · m / (√v + epsilon)` with these.
   *
   * @param factor - minus the learning rate, or 1
   */
  scalars(step: number, factor: number): { readonly scale: number; readonly epsilon: number } {
    const first = (1 - this.#beta1) / (1 - this.#beta1 ** step);
    const second = Math.sqrt((1 - this.#beta2) / (1 - this.#beta2 ** step));
    return { scale: (factor * first) / second, epsilon: this.#epsilon / second };
  }

  /** Traces the update of the moments and the direction `scale · m / (√v + epsilon)`. */
  update(
    gradients: ReadonlyMap<string, Tensor>,
    state: ReadonlyMap<string, Tensor>,
    scalars: Readonly<Record<string, Tensor>>,
  ): { readonly direction: ReadonlyMap<string, Tensor>; readonly state: ReadonlyMap<string, Tensor> } {
    const { scale, epsilon } = scalars as { readonly scale: Tensor; readonly epsilon: Tensor };
    const [oldFirst, oldSecond] = [under('first', state), under('second', state)];
    const first = mapTensors(gradients, (g, name) => add(multiply(tensorOf(oldFirst, name), this.#beta1), g));
    const second = mapTensors(gradients, (g, name) =>
      add(multiply(tensorOf(oldSecond, name), this.#beta2), square(g)),
    );
    const direction = mapTensors(first, (m, name) =>
      multiply(divide(m, add(sqrt(tensorOf(second, name)), epsilon)), scale),
    );
    return { direction, state: new Map([...prefixed('first', first), ...prefixed('second', second)]) };
  }
}

import { Tensor } from '../ir/index.ts';
import type { ConcreteShape, DType, HostTensor } from '../tensor/index.ts';

/**
 * First values of a parameter.
 *
 * @param shape - extents of the parameter
 * @param key - random key of its own, `i32[2]`
 * @returns `sizeOf(shape)` numbers, row-major
 */
export type Initializer = (shape: ConcreteShape, key: HostTensor<'i32'>) => ArrayLike<number>;

/**
 * A named leaf of a model: a traced tensor whose numbers are learned and kept outside the model.
 *
 * @see {@link initialize} for its first numbers
 * @example
 * ```ts
 * import { input, Module, multiply, onesInitializer, Parameter, type Tensor } from '@fm/core';
 *
 * class Gain extends Module {
 *   readonly weight = new Parameter([4], onesInitializer);
 *   forward = (x: Tensor): Tensor => multiply(x, this.weight);
 * }
 * const gain = new Gain();
 * String(gain.parameters().get('weight')); // => 'f32[4]'
 * String(gain.forward(input('f32', [8, 4]))); // => 'f32[8, 4]'
 * ```
 */
export class Parameter extends Tensor {
  declare readonly shape: ConcreteShape;
  /** How the first values are drawn. */
  readonly initializer: Initializer;

  constructor(shape: ConcreteShape, initializer: Initializer, dtype: DType = 'f32') {
    super({ dtype, shape });
    this.initializer = initializer;
  }
}

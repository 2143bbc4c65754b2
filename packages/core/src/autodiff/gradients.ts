import { ShapeError } from '../errors/index.ts';
import type { Tensor } from '../ir/index.ts';
import { scalar } from '../ops/constant.ts';
import { full } from '../ops/full.ts';
import { vjp } from './vjp.ts';

/**
 * Gradients of a scalar with respect to some tensors; zeros where the scalar does not depend on one.
 *
 * @param loss - scalar, float
 * @param wrt - float tensors: parameters, inputs or intermediate values
 * @throws {ShapeError} when `loss` is not a scalar
 * @example
 * ```ts
 * import { gradients, input, reduceSum, multiply } from '@fm/core';
 *
 * const x = input('f32', [3]);
 * const [gradient] = gradients(reduceSum(multiply(x, x)), [x]);
 * String(gradient); // => 'f32[3]'
 * ```
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): readonly Tensor[] {
  if (loss.rank !== 0) {
    throw new ShapeError('gradients: only a scalar has a gradient', {
      expected: 'shape []',
      received: `${loss}`,
      hint: 'Reduce the loss with reduceMean or reduceSum, or call vjp with a cotangent.',
    });
  }
  return vjp([loss], [scalar(1, loss.dtype)], wrt).map(
    (gradient, i) => gradient ?? full((wrt[i] as Tensor).shape, 0, (wrt[i] as Tensor).dtype),
  );
}

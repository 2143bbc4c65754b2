import { ShapeError } from '../errors/index.ts';
import type { Tensor } from '../ir/index.ts';
import { scalar } from '../ops/constant.ts';
import { full } from '../ops/full.ts';
import { isFloat } from '../tensor/index.ts';
import { vjp } from './vjp.ts';

/**
 * Gradients of a scalar with respect to some tensors; zeros where the scalar does not depend on one.
 *
 * @param loss - scalar, float
 * @param wrt - float tensors: parameters, inputs or intermediate values
 * @throws {ShapeError} when `loss` is not a scalar, or a tensor is not of floating point
 * @example
 * ```ts
 * import { compile, gradients, hostTensor, multiply, reduceSum, referenceBackend, type Tensor } from '@fm/core';
 *
 * const slope = ({ x }: { x: Tensor }) => {
 *   const [dx] = gradients(reduceSum(multiply(x, x)), [x]);
 *   return { dx: dx as Tensor };
 * };
 * const { dx } = await compile(slope, { backend: referenceBackend() })({ x: hostTensor('f32', [1, 2, 3]) });
 * (await dx.read()).data; // => Float32Array [2, 4, 6]
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
  const integer = [loss, ...wrt].find(({ dtype }) => !isFloat(dtype));
  if (integer !== undefined) {
    throw new ShapeError('gradients: only floating-point tensors have a gradient', {
      received: `${integer}`,
      hint: 'Cast what is differentiated to f32; leave out integers and flags.',
    });
  }
  return vjp([loss], [scalar(1, loss.dtype)], wrt).map(
    (gradient, i) => gradient ?? full((wrt[i] as Tensor).shape, 0, (wrt[i] as Tensor).dtype),
  );
}

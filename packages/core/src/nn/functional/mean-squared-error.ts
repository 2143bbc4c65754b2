import { ShapeError } from '../../errors/index.ts';
import { formatType, type Tensor } from '../../ir/index.ts';
import { reduceMean } from '../../ops/reduce-mean.ts';
import { square } from '../../ops/square.ts';
import { subtract } from '../../ops/subtract.ts';
import { equalShapes } from '../../tensor/index.ts';

/**
 * Mean of the squared differences: `mean((x − target)²)`.
 *
 * @param x - any shape, floating point
 * @param target - the shape of `x`
 * @returns scalar
 * @throws {ShapeError} when the shapes differ
 * @example
 * ```ts
 * import { compile, hostTensor, meanSquaredError, referenceBackend, type Tensor } from '@fm/core';
 *
 * const loss = compile(({ x, target }: { x: Tensor; target: Tensor }) => ({ mse: meanSquaredError(x, target) }), { backend: referenceBackend() });
 * const { mse } = await loss({ x: hostTensor('f32', [1, 2]), target: hostTensor('f32', [1, 5]) });
 * (await mse.read()).data; // => Float32Array [4.5]
 * ```
 */
export function meanSquaredError(x: Tensor, target: Tensor): Tensor {
  if (!equalShapes(x.shape, target.shape)) {
    throw new ShapeError('meanSquaredError: prediction and target differ in shape', {
      expected: formatType(x),
      received: formatType(target),
      hint: 'Broadcasting would average over pairs that do not belong together; reshape or broadcastTo one of them.',
    });
  }
  return reduceMean(square(subtract(x, target)));
}

import type { OpDef } from '../ir/index.ts';
import { isConcrete, sizeOf } from '../tensor/index.ts';
import { broadcastTo } from './broadcast-to.ts';
import {
  defineReduction,
  type Reduction,
  type ReductionAttributes,
  reductionFunction,
  restoreAxes,
} from './define/reduction.ts';
import { dimensionSize } from './dimension-size.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';

/** Mean over some axes. */
export const reduceMeanOp: OpDef<ReductionAttributes> = defineReduction({
  name: 'reduceMean',
  onnx: 'ReduceMean',
  domain: 'float',
  needsElements: true,
  evaluate: (group) => group.reduce((sum, value) => sum + value, 0) / group.length,
  vjp({ inputs: [x], attributes: { axes }, cotangent }) {
    const reduced = x.shape.filter((_, i) => axes.includes(i));
    const share = isConcrete(reduced)
      ? multiply(cotangent, 1 / sizeOf(reduced))
      : divide(cotangent, dimensionSize(sizeOf(reduced), x.dtype));
    return [broadcastTo(restoreAxes(share, x.shape, axes), x.shape)];
  },
});

/**
 * Arithmetic mean over `axes` (default: all).
 *
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor, an axis is out of range or there is nothing to average
 * @example
 * ```ts
 * import { compile, hostTensor, reduceMean, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x }: { x: Tensor }) => ({ y: reduceMean(x, -1, { keepDims: true }) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4, 5, 6], [2, 3]) });
 * const { shape, data } = await y.read();
 * shape; // => [2, 1]
 * data; // => Float32Array [2, 5]
 * ```
 */
export const reduceMean: Reduction = reductionFunction(reduceMeanOp);

import { apply, type OpDef } from '../ir/index.ts';
import { normalizeAxes } from '../tensor/index.ts';
import { broadcastTo } from './broadcast-to.ts';
import {
  defineReduction,
  type Reduction,
  type ReductionAttributes,
  restoreAxes,
} from './define/reduction.ts';
import { multiply } from './multiply.ts';
import { square } from './square.ts';

/** Sum of squares over some axes, without the squares ever being stored. */
export const reduceSumSquareOp: OpDef<ReductionAttributes> = defineReduction({
  name: 'reduceSumSquare',
  onnx: 'ReduceSumSquare',
  domain: 'float',
  evaluate: (group) => group.reduce((sum, value) => sum + value * value, 0),
  vjp: ({ inputs: [x], attributes: { axes }, cotangent }) => [
    multiply(broadcastTo(restoreAxes(cotangent, x.shape, axes), x.shape), multiply(x, 2)),
  ],
});

/**
 * Sum of squares over `axes` (default: all); 0 for an empty group.
 *
 * @returns the shape of `x` without `axes`, which stay with extent 1 where `keepDims` asks for it; the dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor or an axis is out of range
 * @example
 * ```ts
 * import { compile, hostTensor, reduceSumSquare, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: reduceSumSquare(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [3, 4]) });
 * const { shape, data } = await y.read();
 * shape; // => []
 * data; // => Float32Array [25]
 * ```
 */
export const reduceSumSquare: Reduction = (x, axes, { keepDims = false } = {}) => {
  const reduced = normalizeAxes(axes, x.rank, 'reduceSumSquare');
  // Runtimes disagree on whether a reduction over no axis still squares.
  return reduced.length === 0 ? square(x) : apply(reduceSumSquareOp, [x], { axes: reduced, keepDims });
};

import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { normalizeAxis } from '../tensor/index.ts';
import { type ArgExtremumAttributes, defineArgExtremum } from './define/arg-extremum.ts';
import type { ReductionOptions } from './define/reduction.ts';

/** Position of the smallest element along an axis. */
export const argMinOp: OpDef<ArgExtremumAttributes> = defineArgExtremum({
  name: 'argMin',
  onnx: 'ArgMin',
  isBetter: (candidate, best) => candidate < best,
});

/**
 * Position of the smallest element along `axis`, the first one among equals.
 *
 * @param axis - default: -1
 * @returns i64, without `axis`
 * @throws {ShapeError} when `x` is `bool`, the axis is out of range or has no element
 * @example
 * ```ts
 * import { argMin, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ distances }: { distances: Tensor }) => ({ y: argMin(distances) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ distances: hostTensor('f32', [4, 1, 9, 0.5, 2, 2], [2, 3]) });
 * (await y.read()).data; // => BigInt64Array [1n, 0n]
 * ```
 */
export function argMin(x: Tensor, axis = -1, { keepDims = false }: ReductionOptions = {}): Tensor {
  return apply(argMinOp, [x], { axis: normalizeAxis(axis, x.rank, 'argMin'), keepDims });
}

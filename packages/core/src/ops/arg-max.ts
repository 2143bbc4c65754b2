import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { normalizeAxis } from '../tensor/index.ts';
import { type ArgExtremumAttributes, defineArgExtremum } from './define/arg-extremum.ts';
import type { ReductionOptions } from './define/reduction.ts';

/** Position of the largest element along an axis. */
export const argMaxOp: OpDef<ArgExtremumAttributes> = defineArgExtremum({
  name: 'argMax',
  onnx: 'ArgMax',
  isBetter: (candidate, best) => candidate > best,
});

/**
 * Position of the largest element along `axis`, the first one among equals.
 *
 * @param axis - default: -1
 * @returns i64, without `axis`
 * @throws {ShapeError} when `x` is `bool`, the axis is out of range or has no element
 * @example
 * ```ts
 * import { argMax, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ logits }: { logits: Tensor }) => ({ y: argMax(logits) }), { backend: referenceBackend() });
 * const { y } = await run({ logits: hostTensor('f32', [0.1, 2, -1, 3, 0, 1], [2, 3]) });
 * (await y.read()).data; // => BigInt64Array [1n, 0n]
 * ```
 */
export function argMax(x: Tensor, axis = -1, { keepDims = false }: ReductionOptions = {}): Tensor {
  return apply(argMaxOp, [x], { axis: normalizeAxis(axis, x.rank, 'argMax'), keepDims });
}

import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { normalizeAxis } from '../tensor/index.ts';
import { elementIndices } from './define/element-indices.ts';
import { requireAligned } from './define/require-aligned.ts';
import { scatterElements } from './scatter-elements.ts';
import { zerosLike } from './zeros-like.ts';

/** One element per index, picked along an axis. */
export const gatherElementsOp: OpDef<{ readonly axis: number }> = {
  name: 'gatherElements',
  infer([x, indices], { axis }) {
    requireAligned('gatherElements', x, indices, axis);
    return [{ dtype: x.dtype, shape: indices.shape }];
  },
  vjp: ({ inputs: [x, indices], attributes: { axis }, cotangent }) => [
    scatterElements(zerosLike(x), indices, cotangent, { axis, reduction: 'add' }),
    undefined,
  ],
  emit: (context, [x, indices], { attributes: { axis }, inputs }) => {
    const index = inputs[1].dtype === 'u8' ? context.cast(indices, 'i32') : indices;
    return [context.node('GatherElements', [x, index], { attributes: { axis: { int: axis } } })];
  },
  evaluate({ inputs: [x, indices], attributes: { axis } }) {
    return [
      Float64Array.from(elementIndices('gatherElements', x.shape, indices, axis), (i) => x.data[i] as number),
    ];
  },
};

/**
 * One element of `x` per index along `axis` (NumPy's `take_along_axis`, PyTorch's `gather`), for example
 * `y[i, j] = x[i, indices[i, j]]` for `axis = 1`.
 *
 * @param x - [before…, extent, after…]
 * @param indices - integers in [-extent, extent), [before…, picked, after…]
 * @param axis - default: -1
 * @returns [before…, picked, after…]
 * @throws {ShapeError} when the shapes differ beside `axis` or `indices` are not integers
 * @example
 * ```ts
 * import { compile, gatherElements, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * // The log-probability of the right answer in each row.
 * const run = compile(
 *   ({ logProbs, targets }: { logProbs: Tensor; targets: Tensor }) => ({ y: gatherElements(logProbs, targets) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   logProbs: hostTensor('f32', [-0.1, -2.5, -4, -3, -1.5, -0.3], [2, 3]),
 *   targets: hostTensor('i64', [0, 2], [2, 1]),
 * });
 * const { shape, data } = await y.read();
 * shape; // => [2, 1]
 * data; // => Float32Array [-0.1, -0.3]
 * ```
 */
export function gatherElements(x: Tensor, indices: Tensor, axis = -1): Tensor {
  return apply(gatherElementsOp, [x, indices], { axis: normalizeAxis(axis, x.rank, 'gatherElements') });
}

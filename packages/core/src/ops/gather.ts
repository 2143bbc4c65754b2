import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { type Dim, normalizeAxis, sizeOf } from '../tensor/index.ts';
import { axisBlocks } from './define/axis-blocks.ts';
import { requireDomain } from './define/domain.ts';
import { checkIndex } from './define/check-index.ts';
import { scatterAdd } from './scatter-add.ts';
import { transpose } from './transpose.ts';
import { full } from './full.ts';

/** Slices of a tensor, picked along one axis. */
export const gatherOp: OpDef<{ readonly axis: number }> = {
  name: 'gather',
  infer([x, indices], { axis }) {
    requireDomain('gather', indices, 'integer');
    return [
      { dtype: x.dtype, shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)] },
    ];
  },
  vjp({ inputs: [x, indices], attributes: { axis }, cotangent }) {
    // Bring the gathered axis to the front, where scatterAdd works, and back again.
    const picked = indices.shape.map((_, i) => axis + i);
    const others = cotangent.shape.map((_, i) => i).filter((i) => !picked.includes(i));
    const updates = transpose(cotangent, [...picked, ...others]);
    const base = full([x.shape[axis] as Dim, ...x.shape.filter((_, i) => i !== axis)], 0, x.dtype);
    const back = x.shape.map((_, i) => (i === axis ? 0 : i < axis ? i + 1 : i));
    return [transpose(scatterAdd(base, indices, updates), back), undefined];
  },
  emit: (context, [x, indices], { attributes: { axis }, inputs }) => {
    const index = inputs[1].dtype === 'u8' ? context.cast(indices, 'i32') : indices;
    return [context.node('Gather', [x, index], { attributes: { axis: { int: axis } } })];
  },
  evaluate({ inputs: [x, indices], attributes: { axis }, outputs: [out] }) {
    const { outer, extent, inner } = axisBlocks(x.shape, axis);
    const result = new Float64Array(sizeOf(out.shape));
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (const value of indices.data) {
        const from = (o * extent + checkIndex('gather', value, extent)) * inner;
        result.set(x.data.subarray(from, from + inner), at);
        at += inner;
      }
    }
    return [result];
  },
};

/**
 * Slices of `x` along `axis`, picked by `indices`: `y[…, i…, …] = x[…, indices[i…], …]`. An embedding lookup is
 * `gather(table, tokens)`.
 *
 * @param x - [before…, extent, after…]
 * @param indices - integers in [-extent, extent), any shape; negative ones count from the end
 * @param axis - default: 0
 * @returns [before…, indices' shape…, after…]
 * @throws {ShapeError} when `indices` are not integers or the axis is out of range
 * @example
 * ```ts
 * import { compile, gather, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * // An embedding: rows of a table, by token id.
 * const run = compile(
 *   ({ table, tokenIds }: { table: Tensor; tokenIds: Tensor }) => ({ y: gather(table, tokenIds) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   table: hostTensor('f32', [0, 0.5, 1, 1.5, 2, 2.5], [3, 2]),
 *   tokenIds: hostTensor('i64', [2, 0, 2]),
 * });
 * const { shape, data } = await y.read();
 * shape; // => [3, 2]
 * data; // => Float32Array [2, 2.5, 0, 0.5, 2, 2.5]
 * ```
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  return apply(gatherOp, [x, indices], { axis: normalizeAxis(axis, x.rank, 'gather') });
}

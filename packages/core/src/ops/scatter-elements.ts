import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { equalShapes, formatShape, normalizeAxis } from '../tensor/index.ts';
import { elementIndices } from './define/element-indices.ts';
import { requireAligned } from './define/require-aligned.ts';
import { emitScatterElements } from './define/scatter-elements.ts';
import { gatherElements } from './gather-elements.ts';
import { zerosLike } from './zeros-like.ts';

/** A tensor some of whose elements are replaced or added to. */
export const scatterElementsOp: OpDef<{ readonly axis: number; readonly reduction: 'none' | 'add' }> = {
  name: 'scatterElements',
  infer([base, indices, updates], { axis }) {
    requireAligned('scatterElements', base, indices, axis);
    if (base.dtype !== updates.dtype || !equalShapes(updates.shape, indices.shape)) {
      throw new ShapeError('scatterElements: the updates do not fit', {
        expected: `${base.dtype}${formatShape(indices.shape)}`,
        received: formatType(updates),
      });
    }
    return [{ dtype: base.dtype, shape: base.shape }];
  },
  vjp({ inputs: [, indices, updates], attributes: { axis, reduction }, cotangent, needs }) {
    const kept = (): Tensor =>
      reduction === 'add' ? cotangent : scatterElements(cotangent, indices, zerosLike(updates), { axis });
    return [
      needs(0) ? kept() : undefined,
      undefined,
      needs(2) ? gatherElements(cotangent, indices, axis) : undefined,
    ];
  },
  emit(context, [base, indices, updates], { attributes: { axis, reduction }, inputs }) {
    const index = inputs[1].dtype === 'u8' ? context.cast(indices, 'i32') : indices;
    return [
      emitScatterElements(
        context,
        { base, indices: index, updates },
        { axis, reduction, dtype: inputs[0].dtype },
      ),
    ];
  },
  evaluate({ inputs: [base, indices, updates], attributes: { axis, reduction } }) {
    const result = base.data.slice();
    elementIndices('scatterElements', base.shape, indices, axis).forEach((at, i) => {
      const update = updates.data[i] as number;
      result[at] = reduction === 'add' ? (result[at] as number) + update : update;
    });
    return [result];
  },
};

/** Options of {@link scatterElements}. */
export interface ScatterElementsOptions {
  /** @default -1 */
  readonly axis?: number;
  /**
   * `none` replaces elements: no two indices may then name the same one. `add` adds to them, always in the same order.
   *
   * @default 'none'
   */
  readonly reduction?: 'none' | 'add';
}

/**
 * `base` with one element replaced (or added to) per index along an axis, for example
 * `y[i, indices[i, j]] = updates[i, j]` for `axis = 1`: the counterpart of {@link gatherElements}.
 *
 * @param base - [before…, extent, after…]
 * @param indices - integers in [-extent, extent), [before…, picked, after…]
 * @param updates - the shape of `indices`, the dtype of `base`
 * @throws {ShapeError} when shapes or dtypes do not fit
 * @example
 * ```ts
 * import { compile, full, hostTensor, referenceBackend, scatterElements, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ chosen }: { chosen: Tensor }) => ({ y: scatterElements(full([2, 3], 0), chosen, full([2, 1], 1)) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ chosen: hostTensor('i64', [2, 0], [2, 1]) });
 * const { shape, data } = await y.read();
 * shape; // => [2, 3]
 * data; // => Float32Array [0, 0, 1, 1, 0, 0]
 * ```
 */
export function scatterElements(
  base: Tensor,
  indices: Tensor,
  updates: Tensor,
  { axis = -1, reduction = 'none' }: ScatterElementsOptions = {},
): Tensor {
  return apply(scatterElementsOp, [base, indices, updates], {
    axis: normalizeAxis(axis, base.rank, 'scatterElements'),
    reduction,
  });
}

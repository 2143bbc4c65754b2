import { apply, noGradient, type OpDef, type Tensor } from '../ir/index.ts';
import type { Dim, DType } from '../tensor/index.ts';

/** The value of a dimension as a scalar. */
export const dimensionSizeOp: OpDef<{ readonly dim: Dim; readonly dtype: DType }> = {
  name: 'dimensionSize',
  infer: (_, { dtype }) => [{ dtype, shape: [] }],
  vjp: noGradient,
  emit(context, _, { attributes: { dim, dtype } }) {
    const size = context.node('Reshape', [context.shape([dim]), context.ints([])]);
    return [dtype === 'i64' ? size : context.cast(size, dtype)];
  },
  evaluate: ({ attributes: { dim }, bind }) => [Float64Array.of(bind(dim))],
};

/**
 * The number a (possibly symbolic) dimension stands for in this run, as a scalar.
 *
 * @param dim - a number, or symbols that an input binds
 * @param dtype - @default 'i64'
 * @returns a scalar of this dtype
 * @example
 * ```ts
 * import { dim, dimensionSize } from '@fm/core';
 *
 * String(dimensionSize(dim('batch'), 'f32')); // => 'f32[]'
 * ```
 */
export function dimensionSize(dim: Dim, dtype: DType = 'i64'): Tensor {
  return apply(dimensionSizeOp, [], { dim, dtype });
}

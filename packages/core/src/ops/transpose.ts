import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { type Dim, normalizeAxis, sizeOf } from '../tensor/index.ts';
import { stridedIndex } from './define/broadcast-index.ts';

/** The axes in another order. */
export const transposeOp: OpDef<{ readonly permutation: readonly number[] }> = {
  name: 'transpose',
  infer([x], { permutation }) {
    if (permutation.length !== x.shape.length || new Set(permutation).size !== permutation.length) {
      throw new ShapeError('transpose: not a permutation of the axes', {
        expected: `each axis of ${formatType(x)} once`,
        received: `[${permutation.join(', ')}]`,
      });
    }
    return [{ dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis] as Dim) }];
  },
  vjp: ({ attributes: { permutation }, cotangent }) => [transpose(cotangent, invert(permutation))],
  emit: (context, [x], { attributes: { permutation } }) => [
    permutation.length === 0
      ? x
      : context.node('Transpose', [x], { attributes: { perm: { ints: permutation } } }),
  ],
  evaluate({ inputs: [x], attributes: { permutation }, outputs: [out] }) {
    const strides = permutation.map((axis) => sizeOf(x.shape.slice(axis + 1)));
    return [Float64Array.from(stridedIndex(out.shape, strides), (i) => x.data[i] as number)];
  },
};

/**
 * `x` with its axes in the order `permutation`: axis `i` of the result is axis `permutation[i]` of `x`.
 *
 * @param permutation - default: all axes reversed
 * @throws {ShapeError} when `permutation` does not name each axis once
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor, transpose } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: transpose(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4, 5, 6], [2, 3]) });
 * const { shape, data } = await y.read();
 * shape; // => [3, 2]
 * data; // => Float32Array [1, 4, 2, 5, 3, 6]
 * ```
 */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const order =
    permutation?.map((axis) => normalizeAxis(axis, x.rank, 'transpose')) ??
    x.shape.map((_, i) => x.rank - 1 - i);
  const isIdentity = order.length === x.rank && order.every((axis, i) => axis === i);
  return isIdentity ? x : apply(transposeOp, [x], { permutation: order });
}

function invert(permutation: readonly number[]): readonly number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

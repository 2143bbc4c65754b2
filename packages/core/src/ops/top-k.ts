import { ShapeError } from '../errors/index.ts';
import { applyOp, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { normalizeAxis } from '../tensor/index.ts';
import { axisBlocks } from './define/axis-blocks.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { scatterElements } from './scatter-elements.ts';
import { zerosLike } from './zeros-like.ts';

/** Attributes of a partial sort. */
type TopKAttributes = { readonly k: number; readonly axis: number; readonly largest: boolean };

/** The largest elements along an axis, and where they are. */
export const topKOp: OpDef<TopKAttributes> = {
  name: 'topK',
  infer([x], { k, axis }) {
    requireDomain('topK', x, 'number');
    const extent = x.shape[axis];
    if (!Number.isInteger(k) || k < 0 || (typeof extent === 'number' && k > extent)) {
      throw new ShapeError(`topK: k does not fit axis ${axis}`, {
        expected: `an integer in [0, ${extent}] for ${formatType(x)}`,
        received: `${k}`,
      });
    }
    const shape = x.shape.map((d, i) => (i === axis ? k : d));
    return [
      { dtype: x.dtype, shape },
      { dtype: 'i64', shape },
    ];
  },
  vjp: ({ inputs: [x], outputs: [, indices], attributes: { axis }, cotangents: [cotangent] }) => [
    cotangent && scatterElements(zerosLike(x), indices, cotangent, { axis }),
  ],
  emit(context, inputs, { attributes: { k, axis, largest }, inputs: [{ dtype, shape }] }) {
    if (shape.some((d, i) => i !== axis && d === 0)) {
      // ONNX Runtime's TopK divides by the number of lines, so an empty operand is cut to size instead.
      const bounds = [context.ints([0]), context.ints([k]), context.ints([axis])];
      const values = context.node('Slice', [inputs[0], ...bounds]);
      return [values, context.cast(values, 'i64')];
    }
    const attributes = {
      axis: { int: axis },
      largest: { int: largest ? 1 : 0 },
      sorted: { int: 1 },
    };
    const operands = [...toKernel(context, [inputs[0]], dtype), context.ints([k])];
    const [values = '', indices = ''] = context.nodes('TopK', operands, { attributes, outputs: 2 });
    return [fromKernel(context, values, dtype), indices];
  },
  evaluate({ inputs: [x], attributes: { k, axis, largest }, outputs: [out] }) {
    const { outer, extent, inner } = axisBlocks(x.shape, axis);
    const values = new Float64Array(outer * k * inner);
    const indices = new Float64Array(values.length);
    const sign = largest ? -1 : 1;
    for (let line = 0; line < (out.shape.includes(0) ? 0 : outer * inner); line++) {
      const [block, offset] = [Math.floor(line / inner), line % inner];
      const at = (i: number): number => x.data[(block * extent + i) * inner + offset] as number;
      const order = Array.from({ length: extent }, (_, i) => i).sort(
        (i, j) => sign * (at(i) - at(j)) || i - j,
      );
      for (let i = 0; i < k; i++) {
        indices[(block * k + i) * inner + offset] = order[i] as number;
        values[(block * k + i) * inner + offset] = at(order[i] as number);
      }
    }
    return [values, indices];
  },
};

/** Options of {@link topK}. */
export interface TopKOptions {
  /** @default -1 */
  readonly axis?: number;
  /** Whether the largest elements are taken, rather than the smallest. @default true */
  readonly largest?: boolean;
}

/**
 * The `k` largest elements along an axis in descending order (or the smallest, ascending) and their positions; among
 * equals the first ones. A symbolic extent of another axis must not turn out to be 0: ONNX Runtime fails on it.
 *
 * @param x - any shape, any dtype but `bool`
 * @param k - from 0 to the extent of the axis
 * @returns `values` in the dtype of `x` and `indices` in `i64`, both of the shape of `x` with extent `k` along the axis
 * @throws {ShapeError} when `x` is `bool`, the axis is out of range or has fewer than `k` elements
 * @example
 * ```ts
 * import { input, topK } from '@fm/core';
 *
 * const { values, indices } = topK(input('f32', [2, 50]), 5);
 * String(values); // => 'f32[2, 5]'
 * String(indices); // => 'i64[2, 5]'
 * ```
 */
export function topK(
  x: Tensor,
  k: number,
  { axis = -1, largest = true }: TopKOptions = {},
): { readonly values: Tensor; readonly indices: Tensor } {
  const [values, indices] = applyOp(topKOp, [x], { k, axis: normalizeAxis(axis, x.rank, 'topK'), largest });
  return { values: values as Tensor, indices: indices as Tensor };
}

import { ShapeError } from '../errors/index.ts';
import { applyOp, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { type Dim, divideDims, equalDims, normalizeAxis, totalDim } from '../tensor/index.ts';
import { axisBlocks } from './define/axis-blocks.ts';
import { concat } from './concat.ts';
import { zerosLike } from './zeros-like.ts';

/** A tensor cut into consecutive parts along an axis. */
export const splitOp: OpDef<{ readonly sizes: readonly Dim[]; readonly axis: number }> = {
  name: 'split',
  infer([x], { sizes, axis }) {
    if (!equalDims(totalDim(sizes), x.shape[axis] as Dim)) {
      throw new ShapeError(`split: the sizes do not add up to axis ${axis}`, {
        expected: `a total of ${x.shape[axis]} for ${formatType(x)}`,
        received: `[${sizes.join(', ')}]`,
      });
    }
    return sizes.map((size) => ({ dtype: x.dtype, shape: x.shape.map((d, i) => (i === axis ? size : d)) }));
  },
  vjp: ({ outputs, attributes: { axis }, cotangents }) => [
    concat(
      outputs.map((y, i) => cotangents[i] ?? zerosLike(y)),
      axis,
    ),
  ],
  emit: (context, [x], { attributes: { sizes, axis } }) =>
    context.nodes('Split', [x, context.shape(sizes)], {
      attributes: { axis: { int: axis } },
      outputs: sizes.length,
    }),
  evaluate({ inputs: [x], attributes: { axis }, outputs }) {
    const { outer, extent, inner } = axisBlocks(x.shape, axis);
    let start = 0;
    return outputs.map(({ shape }) => {
      const block = (shape[axis] as number) * inner;
      const part = new Float64Array(outer * block);
      for (let o = 0; o < outer; o++) {
        const from = o * extent * inner + start;
        part.set(x.data.subarray(from, from + block), o * block);
      }
      start += block;
      return part;
    });
  },
};

/**
 * `x` cut along `axis` into consecutive parts: so many equal ones, or parts of the given sizes.
 *
 * @param parts - number of equal parts, or the extent of each part
 * @param axis - default: -1
 * @returns the parts in order; each has the shape of `x` but for `axis`
 * @throws {ShapeError} when the axis does not divide evenly or the sizes do not add up
 * @example
 * ```ts
 * import { input, split } from '@fm/core';
 *
 * split(input('f32', [2, 12]), 3).map(String); // => ['f32[2, 4]', 'f32[2, 4]', 'f32[2, 4]']
 * ```
 */
export function split(x: Tensor, parts: number | readonly Dim[], axis = -1): readonly Tensor[] {
  const normalized = normalizeAxis(axis, x.rank, 'split');
  const extent = x.shape[normalized] as Dim;
  const sizes =
    typeof parts === 'number' ? Array.from({ length: parts }, () => divideDims(extent, parts)) : parts;
  return sizes.length === 1 && equalDims(sizes[0] as Dim, extent)
    ? [x]
    : applyOp(splitOp, [x], { sizes, axis: normalized });
}

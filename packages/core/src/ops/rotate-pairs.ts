import { ShapeError } from '../errors/index.ts';
import { apply, type EmitContext, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { broadcastShapes, type Dim, divideDims, equalShapes, hostTensor } from '../tensor/index.ts';
import { add } from './add.ts';
import { broadcastIndex } from './define/broadcast-index.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { reshape } from './reshape.ts';
import { slice } from './slice.ts';
import { split } from './split.ts';
import { subtract } from './subtract.ts';
import { sumTo } from './sum-to.ts';

type RotateAttributes = { readonly interleaved: boolean };

/**
 * Rotates pairs of elements of the last axis by angles given as cosines and sines. Its own transpose is the rotation by
 * the opposite angles.
 */
export const rotatePairsOp: OpDef<RotateAttributes> = {
  name: 'rotatePairs',
  infer([x, cosines, sines]) {
    requireDomain('rotatePairs', x, 'float');
    const width = x.shape.at(-1);
    const half = [
      ...x.shape.slice(0, -1),
      typeof width === 'number' && width % 2 === 0 ? width / 2 : Number.NaN,
    ];
    const fits =
      !half.includes(Number.NaN) &&
      [cosines, sines].every(
        ({ dtype, shape }) =>
          dtype === x.dtype && equalShapes(broadcastShapes(half, shape, 'rotatePairs'), half),
      );
    if (!fits || !equalShapes(cosines.shape, sines.shape)) {
      throw new ShapeError('rotatePairs: the angles do not fit the operand', {
        expected: `cosines and sines that broadcast to half of ${formatType(x)} along the last axis, which is even`,
        received: `${formatType(cosines)} and ${formatType(sines)}`,
      });
    }
    return [x];
  },
  vjp({ inputs: [x, cosines, sines], attributes: { interleaved }, cotangent, needs }) {
    const [x1, x2] = halves(x, interleaved);
    const [y1, y2] = halves(cotangent, interleaved);
    return [
      needs(0) ? rotatePairs(cotangent, cosines, negate(sines), { interleaved }) : undefined,
      needs(1) ? sumTo(add(multiply(x1, y1), multiply(x2, y2)), cosines.shape) : undefined,
      needs(2) ? sumTo(subtract(multiply(x1, y2), multiply(x2, y1)), sines.shape) : undefined,
    ];
  },
  emit(context, inputs, { inputs: [x, angles], attributes: { interleaved } }) {
    const [operand = '', cosines = '', sines = ''] = toKernel(context, inputs, x.dtype);
    const table = context.mode === 'fused' ? angleTable(context, x, angles) : undefined;
    if (table !== undefined) {
      const [c = '', s = ''] = [cosines, sines].map((name) =>
        table.shape === undefined ? name : context.node('Reshape', [name, table.shape]),
      );
      const options = { domain: 'com.microsoft', attributes: { interleaved: { int: interleaved ? 1 : 0 } } };
      return [
        fromKernel(
          context,
          context.node('RotaryEmbedding', [operand, table.positions, c, s], options),
          x.dtype,
        ),
      ];
    }
    const times = (a: string, b: string): string => context.node('Mul', [a, b]);
    const half = (x.shape.at(-1) as number) / 2;
    const pairs = interleaved
      ? context.node('Reshape', [operand, context.shape([...x.shape.slice(0, -1), half, 2])])
      : operand;
    const flat = context.shape([...x.shape.slice(0, -1), half]);
    const parts = context.nodes('Split', [pairs], {
      attributes: { axis: { int: -1 }, num_outputs: { int: 2 } },
      outputs: 2,
    });
    const [x1 = '', x2 = ''] = interleaved
      ? parts.map((part) => context.node('Reshape', [part, flat]))
      : parts;
    const y1 = context.node('Sub', [times(x1, cosines), times(x2, sines)]);
    const y2 = context.node('Add', [times(x2, cosines), times(x1, sines)]);
    const axis = { axis: { int: -1 } };
    if (!interleaved)
      return [fromKernel(context, context.node('Concat', [y1, y2], { attributes: axis }), x.dtype)];
    const column = context.shape([...x.shape.slice(0, -1), half, 1]);
    const columns = [y1, y2].map((part) => context.node('Reshape', [part, column]));
    const joined = context.node('Concat', columns, { attributes: axis });
    return [fromKernel(context, context.node('Reshape', [joined, context.shape(x.shape)]), x.dtype)];
  },
  evaluate({ inputs: [x, cosines, sines], attributes: { interleaved } }) {
    const width = x.shape.at(-1) as number;
    const half = width / 2;
    const angle = broadcastIndex(cosines.shape, [...x.shape.slice(0, -1), half]);
    const result = new Float64Array(x.data.length);
    for (const [pair, index] of angle.entries()) {
      const start = Math.floor(pair / half) * width;
      const first = start + (interleaved ? 2 * (pair % half) : pair % half);
      const second = first + (interleaved ? 1 : half);
      const [c, s] = [cosines.data[index]!, sines.data[index]!];
      result[first] = x.data[first]! * c - x.data[second]! * s;
      result[second] = x.data[second]! * c + x.data[first]! * s;
    }
    return [result];
  },
};

/**
 * Rotates pairs of elements of the last axis: `(x₁ cos − x₂ sin, x₂ cos + x₁ sin)`.
 *
 * @param x - `[…, 2 n]`, floating point
 * @param cosines - broadcasts to `[…, n]`, the dtype of `x`
 * @param sines - the shape of `cosines`
 * @param options - `interleaved`: whether elements `2i` and `2i + 1` are a pair, or `i` and `i + n`; default false
 * @returns the shape of `x`
 * @throws {ShapeError} when the last axis is not even or the angles do not fit
 * @example
 * ```ts
 * import { input, rotatePairs } from '@fm/core';
 *
 * const angles = input('f32', [16, 4]);
 * String(rotatePairs(input('f32', [2, 16, 8]), angles, angles)); // => 'f32[2, 16, 8]'
 * ```
 */
export function rotatePairs(
  x: Tensor,
  cosines: Tensor,
  sines: Tensor,
  { interleaved = false }: { readonly interleaved?: boolean } = {},
): Tensor {
  return apply(rotatePairsOp, [x, cosines, sines], { interleaved });
}

/**
 * How the runtime's own operator, which looks angles up by position, is given these: one row for each position of
 * `x` `[batch, heads, sequence, 2 n]`, shared by the batch or not. `undefined` where they are laid out otherwise.
 */
function angleTable(
  context: EmitContext,
  x: Tensor,
  angles: Tensor,
): { readonly positions: string; readonly shape: string | undefined } | undefined {
  const [batch, , sequence, width] = x.shape;
  if (x.rank !== 4 || typeof width !== 'number' || x.shape.includes(0)) return undefined;
  const rows = [sequence as Dim, width / 2];
  if (equalShapes(angles.shape, rows)) return { positions: context.ints([0]), shape: undefined };
  if (typeof batch !== 'number' || typeof sequence !== 'number') return undefined;
  if (!equalShapes(angles.shape, [batch, 1, ...rows])) return undefined;
  const all = Array.from({ length: batch * sequence }, (_, i) => i);
  return {
    positions: context.constant(hostTensor('i64', all, [batch, sequence])),
    shape: context.ints([batch * sequence, width / 2]),
  };
}

/** First and second elements of every pair: twice `[…, n]`. */
function halves(x: Tensor, interleaved: boolean): readonly [Tensor, Tensor] {
  const half = divideDims(x.shape.at(-1) as Dim, 2);
  if (!interleaved) return split(x, 2, -1) as unknown as readonly [Tensor, Tensor];
  const pairs = reshape(x, [...x.shape.slice(0, -1), half, 2]);
  const part = (start: number): Tensor =>
    reshape(slice(pairs, { axis: -1, start, size: 1 }), [...x.shape.slice(0, -1), half]);
  return [part(0), part(1)];
}

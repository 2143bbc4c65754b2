import { ArgumentError, ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { addDims, type Dim, equalDims, type Shape, sizeOf } from '../tensor/index.ts';
import { stridedIndex } from './define/broadcast-index.ts';
import { padEdge, padReflect } from './define/pad-modes.ts';
import { slice } from './slice.ts';

/** How many elements to add in front of and behind an axis. */
export type PadWidth = readonly [before: Dim, after: Dim];

/** A tensor with a constant around it. */
export const padOp: OpDef<{ readonly before: Shape; readonly after: Shape; readonly value: number }> = {
  name: 'pad',
  infer: ([x], { before, after }) => [
    { dtype: x.dtype, shape: x.shape.map((d, i) => addDims(addDims(before[i] as Dim, d), after[i] as Dim)) },
  ],
  vjp: ({ inputs: [x], attributes: { before }, cotangent }) => [
    slice(
      cotangent,
      x.shape.map((size, axis) => ({ axis, start: before[axis] as Dim, size })),
    ),
  ],
  emit(context, [x], { attributes: { before, after, value }, inputs: [{ dtype }] }) {
    const kernel = dtype === 'bf16' ? 'f32' : dtype;
    const widths = context.shape([...before, ...after]);
    const padded = context.node('Pad', [
      kernel === dtype ? x : context.cast(x, kernel),
      widths,
      context.scalar(kernel, value),
    ]);
    return [kernel === dtype ? padded : context.cast(padded, dtype)];
  },
  evaluate({ inputs: [x], attributes: { before, value }, outputs: [out], bind }) {
    const result = new Float64Array(sizeOf(out.shape)).fill(value);
    const strides = out.shape.map((_, i) => sizeOf(out.shape.slice(i + 1)));
    const offset = before.reduce<number>((sum, d, i) => sum + bind(d) * (strides[i] as number), 0);
    stridedIndex(x.shape, strides, offset).forEach((at, i) => (result[at] = x.data[i] as number));
    return [result];
  },
};

/** Options of {@link pad}. */
export interface PadOptions {
  /**
   * `constant` adds {@link value}, `edge` repeats the outermost element, `reflect` mirrors at it (without repeating it).
   *
   * @default 'constant'
   */
  readonly mode?: 'constant' | 'edge' | 'reflect';
  /** What `constant` adds. @default 0 */
  readonly value?: number;
}

/**
 * `x` with elements added around it.
 *
 * @param widths - `[before, after]` for each axis, non-negative
 * @throws {ShapeError} when there is not one width pair for each axis, or a reflection is as wide as the axis
 * @example
 * ```ts
 * import { compile, hostTensor, pad, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: pad(x, [[0, 0], [1, 2]]) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4], [2, 2]) });
 * const { shape, data } = await y.read();
 * shape; // => [2, 5]
 * data; // => Float32Array [0, 1, 2, 0, 0, 0, 3, 4, 0, 0]
 * ```
 */
export function pad(
  x: Tensor,
  widths: readonly PadWidth[],
  { mode = 'constant', value = 0 }: PadOptions = {},
): Tensor {
  if (widths.length !== x.rank) {
    throw new ShapeError('pad: one pair of widths for each axis is needed', {
      expected: `${x.rank} pairs for ${formatType(x)}`,
      received: `${widths.length} pairs`,
    });
  }
  if (widths.flat().some((width) => typeof width === 'number' && (width < 0 || !Number.isInteger(width)))) {
    throw new ArgumentError('pad: widths are whole numbers', {
      expected: '≥ 0',
      received: `[${widths.join('; ')}]`,
    });
  }
  if (widths.flat().every((width) => equalDims(width, 0))) return x;
  if (mode === 'constant') {
    return apply(padOp, [x], { before: widths.map(([d]) => d), after: widths.map(([, d]) => d), value });
  }
  return widths.reduce(
    (y, width, axis) => (mode === 'edge' ? padEdge(y, axis, width) : padReflect(y, axis, width)),
    x,
  );
}

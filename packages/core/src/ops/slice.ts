import { ArgumentError, ShapeError, UnsupportedError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import {
  addDims,
  type Dim,
  divideDims,
  equalDims,
  isConcrete,
  multiplyDims,
  normalizeAxis,
  type Shape,
  sizeOf,
} from '../tensor/index.ts';
import { stridedIndex } from './define/broadcast-index.ts';
import { embed } from './define/embed.ts';

/** Which positions of each axis are kept: `start + i · step` for `i` in `[0, size)`. */
export type SliceAttributes = {
  readonly starts: Shape;
  readonly sizes: Shape;
  readonly steps: readonly number[];
};

/** A strided window of a tensor. */
export const sliceOp: OpDef<SliceAttributes> = {
  name: 'slice',
  infer: ([x], { sizes }) => [{ dtype: x.dtype, shape: sizes }],
  vjp: ({ inputs: [x], attributes, cotangent }) => [embed(cotangent, x.shape, attributes)],
  emit(context, [x], { attributes: { starts, sizes, steps }, inputs: [{ shape }] }) {
    const axes = shape.flatMap((d, i) => (isWhole(d, sizes[i] as Dim, steps[i] as number) ? [] : [i]));
    const pick = <T>(list: readonly T[]): T[] => axes.map((axis) => list[axis] as T);
    const ends = starts.map((start, i) => endOf(start, sizes[i] as Dim, steps[i] as number));
    return [
      context.node('Slice', [
        x,
        context.shape(pick(starts)),
        context.shape(pick(ends)),
        context.ints(axes),
        context.ints(pick(steps)),
      ]),
    ];
  },
  evaluate({ inputs: [x], attributes: { starts, steps }, outputs: [out], bind }) {
    const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
    const offset = starts.reduce<number>((sum, start, i) => sum + bind(start) * (strides[i] as number), 0);
    const walked = strides.map((stride, i) => stride * (steps[i] as number));
    return [Float64Array.from(stridedIndex(out.shape, walked, offset), (i) => x.data[i] as number)];
  },
};

/** The part of one axis that {@link slice} keeps, as in Python's `x[start:end:step]`. */
export interface AxisRange {
  /** @default 0 */
  readonly axis?: number;
  /** First position; negative counts from the end. @default 0, or the last position for a negative step */
  readonly start?: Dim;
  /** Position before which it stops; negative counts from the end. @default as far as the axis goes */
  readonly end?: Dim;
  /** Number of positions, instead of `end`. */
  readonly size?: Dim;
  /** Distance of positions, not 0; negative walks backwards. @default 1 */
  readonly step?: number;
}

/**
 * A strided window of `x`: for each range `x[start:end:step]` along its axis, every other axis whole. Numbers beyond
 * the axis are cut off at its ends. Along a symbolic axis a window must be expressible in the same symbols: steps other
 * than ±1 then need a concrete size.
 *
 * @throws {ShapeError} when `start + size` exceeds the axis
 * @throws {ArgumentError} when a bound is not an integer, a step is 0 or both `end` and `size` are given
 * @example
 * ```ts
 * import { input, slice } from '@fm/core';
 *
 * const x = input('f32', [4, 6]);
 * String(slice(x, { axis: 1, start: 1, end: -1 })); // => 'f32[4, 4]'
 * String(slice(x, [{ axis: 0, step: -1 }, { axis: 1, size: 2 }])); // => 'f32[4, 2]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, slice, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x }: { x: Tensor }) => ({ y: slice(x, { axis: 0, start: 1, end: -1 }) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ x: hostTensor('f32', [10, 20, 30, 40]) });
 * (await y.read()).data; // => Float32Array [20, 30]
 * ```
 */
export function slice(x: Tensor, ranges: AxisRange | readonly AxisRange[]): Tensor {
  const starts: Dim[] = x.shape.map(() => 0);
  const sizes = [...x.shape];
  const steps = x.shape.map(() => 1);
  for (const range of Array.isArray(ranges) ? (ranges as readonly AxisRange[]) : [ranges as AxisRange]) {
    const axis = normalizeAxis(range.axis ?? 0, x.rank, 'slice');
    const { start, size, step } = resolve(x, axis, range);
    starts[axis] = start;
    sizes[axis] = size;
    steps[axis] = step;
  }
  const isWholeTensor = sizes.every((size, i) => isWhole(x.shape[i] as Dim, size, steps[i] as number));
  return isWholeTensor ? x : apply(sliceOp, [x], { starts, sizes, steps });
}

function isWhole(extent: Dim, size: Dim, step: number): boolean {
  return step === 1 && equalDims(extent, size);
}

function endOf(start: Dim, size: Dim, step: number): Dim {
  const end = addDims(start, multiplyDims(size, step));
  // A walk that goes down to position 0 ends at -1, which ONNX would count from the end.
  return step < 0 && typeof end === 'number' && end < 0 ? -(2 ** 31) : end;
}

function resolve(x: Tensor, axis: number, range: AxisRange): { start: Dim; size: Dim; step: number } {
  const extent = x.shape[axis] as Dim;
  const { step = 1, end, size } = range;
  const isIntegral = [range.start, end, size, step].every(
    (d) => typeof d !== 'number' || Number.isInteger(d),
  );
  if (!isIntegral || step === 0 || (end !== undefined && size !== undefined)) {
    throw new ArgumentError(`slice: axis ${axis} is not well defined`, {
      expected: 'integers, a step other than 0, and either an end or a size',
      received: `start ${range.start}, step ${step}, end ${end}, size ${size}`,
    });
  }
  const first = step > 0 ? 0 : addDims(extent, -1);
  const start = range.start === undefined ? first : position(range.start, extent, step);
  if (size !== undefined) {
    requireInside(x, axis, start, size, step);
    return { start, size, step };
  }
  const stop = end === undefined ? (step > 0 ? extent : -1) : position(end, extent, step);
  return { start, size: stepsBetween(start, stop, step), step };
}

/** A bound as a distance from the front; one beyond the axis moves to its end. */
function position(bound: Dim, extent: Dim, step: number): Dim {
  const absolute = typeof bound === 'number' && bound < 0 ? addDims(extent, bound) : bound;
  if (typeof absolute !== 'number') return absolute;
  const low = step > 0 ? 0 : -1;
  if (typeof extent !== 'number') return Math.max(absolute, low);
  return Math.min(Math.max(absolute, low), step > 0 ? extent : extent - 1);
}

function stepsBetween(start: Dim, stop: Dim, step: number): Dim {
  const distance = step > 0 ? addDims(stop, multiplyDims(start, -1)) : addDims(start, multiplyDims(stop, -1));
  if (typeof distance === 'number') return Math.max(0, Math.ceil(distance / Math.abs(step)));
  if (Math.abs(step) === 1) return distance;
  try {
    return divideDims(distance, Math.abs(step));
  } catch (cause) {
    throw new UnsupportedError('slice: a strided window of a symbolic axis has no size of its own', {
      expected: `an extent that is a multiple of ${Math.abs(step)}`,
      received: `${distance}`,
      hint: 'Give the number of positions as size.',
      cause,
    });
  }
}

function requireInside(x: Tensor, axis: number, start: Dim, size: Dim, step: number): void {
  if (typeof size === 'number' && size < 0) {
    throw new ShapeError(`slice: the window of axis ${axis} has a negative size`, { received: `${size}` });
  }
  const bounds = [start, size, x.shape[axis] as Dim];
  if (!isConcrete(bounds)) return;
  const [from = 0, count = 0, extent = 0] = bounds;
  const last = from + (count - 1) * step;
  if (count > 0 && (from < 0 || from >= extent || last < 0 || last >= extent)) {
    throw new ShapeError(`slice: the window leaves axis ${axis}`, {
      expected: `positions inside ${formatType(x)}`,
      received: `${count} positions from ${from} in steps of ${step}`,
    });
  }
}

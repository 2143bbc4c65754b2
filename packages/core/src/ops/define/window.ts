import { ArgumentError, ShapeError } from '../../errors/index.ts';
import { formatType, type OnnxAttribute, type TensorType } from '../../ir/index.ts';
import { addDims, type Dim } from '../../tensor/index.ts';

/** A number for both spatial axes, or one for each: `[height, width]`. */
export type Pair = number | readonly [height: number, width: number];

/** Zeros around an image: the same on all sides, `[vertical, horizontal]`, or `[top, bottom, left, right]`. */
export type Padding = Pair | readonly [top: number, bottom: number, left: number, right: number];

/** How a window moves over an image, as attributes of an operator. */
export type WindowAttributes = {
  readonly stride: readonly number[];
  /** `[top, bottom, left, right]` */
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
};

/** What users say of a window. */
export interface WindowOptions {
  /** Distance of neighbouring windows. @default 1 */
  readonly stride?: Pair;
  /** Zeros around the image. @default 0 */
  readonly padding?: Padding;
  /** Distance of neighbouring elements of the window. @default 1 */
  readonly dilation?: Pair;
}

/** The attributes that the options stand for. */
export function windowAttributes(
  op: string,
  { stride = 1, padding = 0, dilation = 1 }: WindowOptions,
): WindowAttributes {
  const around = typeof padding === 'number' ? [padding, padding] : padding;
  const [first = 0, second = 0, ...rest] = around;
  const sides = rest.length === 2 ? [first, second, ...rest] : [first, first, second, second];
  requireWhole(op, 'stride', pair(stride), 1);
  requireWhole(op, 'dilation', pair(dilation), 1);
  requireWhole(op, 'padding', sides, 0);
  return { stride: pair(stride), padding: sides, dilation: pair(dilation) };
}

/** `[height, width]` of a {@link Pair}. */
export function pair(value: Pair): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/** Refuses numbers that are not integers of at least `least`. */
export function requireWhole(op: string, name: string, values: readonly number[], least: number): void {
  if (values.every((value) => Number.isInteger(value) && value >= least)) return;
  throw new ArgumentError(`${op}: ${name} must be whole numbers`, {
    expected: `≥ ${least}`,
    received: `[${values.join(', ')}]`,
  });
}

/** Refuses anything but floating-point images. */
export function requireImage(op: string, x: TensorType): void {
  if (x.shape.length === 4) return;
  throw new ShapeError(`${op}: the operand is not a batch of images`, {
    expected: '[batch, channels, height, width]',
    received: formatType(x),
    hint: 'Add missing axes with reshape.',
  });
}

/** How far a window of `size` elements reaches along spatial axis `axis`. */
export function reach(size: number, axis: number, { dilation }: WindowAttributes): number {
  return (size - 1) * dilation[axis]! + 1;
}

/** Zeros before and after spatial axis `axis`. */
export function paddingOf(axis: number, { padding }: WindowAttributes): readonly [number, number] {
  return [padding[2 * axis]!, padding[2 * axis + 1]!];
}

/**
 * Height and width after windows of `kernel` elements: `⌊(extent + padding − reach) / stride⌋ + 1`.
 *
 * @throws {ShapeError} when the window is larger than the padded image
 */
export function windowedShape(
  op: string,
  x: TensorType,
  kernel: readonly number[],
  window: WindowAttributes,
): readonly Dim[] {
  return kernel.map((size, axis) => {
    const extent = x.shape[axis + 2] as Dim;
    const [before, after] = paddingOf(axis, window);
    const slack = before + after - reach(size, axis, window);
    const stride = window.stride[axis]!;
    if (typeof extent !== 'number') {
      if (stride === 1) return addDims(extent, slack + 1);
      throw new ShapeError(`${op}: a stride needs known extents`, {
        expected: 'numbers',
        received: formatType(x),
      });
    }
    if (extent + slack < 0) {
      throw new ShapeError(`${op}: the window is larger than the padded image`, {
        expected: `at least ${-slack} along spatial axis ${axis}`,
        received: formatType(x),
      });
    }
    return Math.floor((extent + slack) / stride) + 1;
  });
}

/** Attributes that ONNX's convolution and pooling operators share. */
export function onnxWindow(
  kernel: readonly number[],
  { stride, padding, dilation }: WindowAttributes,
): Readonly<Record<string, OnnxAttribute>> {
  const [top, bottom, left, right] = padding as [number, number, number, number];
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: stride },
    pads: { ints: [top, left, bottom, right] },
    dilations: { ints: dilation },
  };
}

/** The element of one image axis that element `tap` of window `position` looks at; may lie in the padding. */
export function sourceIndex(
  position: number,
  tap: number,
  axis: number,
  { stride, padding, dilation }: WindowAttributes,
): number {
  return position * stride[axis]! + tap * dilation[axis]! - padding[2 * axis]!;
}

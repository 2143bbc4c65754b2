import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor, type TensorType } from '../ir/index.ts';
import { type Dim, hostTensor, sizeOf } from '../tensor/index.ts';
import { constant } from './constant.ts';
import { cast } from './cast.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { type Pair, pair, requireImage, requireWhole } from './define/window.ts';
import { matmul } from './matmul.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';

/** How {@link resize} fills new pixels. */
export type ResizeMode = 'nearest' | 'bilinear';

type ResizeAttributes = {
  readonly mode: ResizeMode;
  readonly size: readonly number[];
  readonly scale: readonly number[];
};

/** Images of another height and width. */
export const resizeOp: OpDef<ResizeAttributes> = {
  name: 'resize',
  infer([x], { size }) {
    requireDomain('resize', x, 'float');
    return [{ dtype: x.dtype, shape: [x.shape[0] as Dim, x.shape[1] as Dim, ...size] }];
  },
  vjp({ inputs: [x], attributes, cotangent }) {
    const [height, width] = spatial(x);
    const [down, across] = [attributes.size[0]! / height, attributes.size[1]! / width];
    if (attributes.mode === 'nearest' && attributes.scale[0] === down && attributes.scale[1] === across) {
      if (Number.isInteger(down) && Number.isInteger(across)) {
        const blocks = reshape(cotangent, [
          x.shape[0] as Dim,
          x.shape[1] as Dim,
          height,
          down,
          width,
          across,
        ]);
        return [reduceSum(blocks, [3, 5])];
      }
    }
    const [rows, columns] = [height, width].map((extent, axis) => {
      const out = attributes.size[axis]!;
      return cast(constant(hostTensor('f32', weights(extent, axis, attributes), [out, extent])), x.dtype);
    }) as [Tensor, Tensor]; // y = rows × x × columnsᵀ
    return [matmul(matmul(rows, cotangent, { transposeA: true }), columns)];
  },
  emit(context, inputs, { inputs: [x], attributes: windows }) {
    const { mode, scale, size } = windows;
    const [height, width] = spatial(x);
    const enlarges = [height, width].every(
      (extent, axis) => size[axis]! / extent === scale[axis] && Number.isInteger(scale[axis]),
    );
    if (mode === 'nearest' && !enlarges) {
      // ONNX Runtime divides by scales in single precision, and so misses pixels at whole quotients.
      return [
        [height, width].reduce((name, extent, axis) => {
          const pixels = context.ints(nearestPixels(extent, axis, windows));
          return context.node('Gather', [name, pixels], { attributes: { axis: { int: axis + 2 } } });
        }, inputs[0]),
      ];
    }
    const isOwnScale = scale[0] === size[0]! / height && scale[1] === size[1]! / width;
    const scales = isOwnScale ? '' : context.constant(hostTensor('f32', [1, 1, ...scale]));
    const [operand = ''] = toKernel(context, [inputs[0]], x.dtype);
    const operands = isOwnScale
      ? [operand, '', '', context.shape([x.shape[0] as Dim, x.shape[1] as Dim, ...size])]
      : [operand, '', scales];
    const attributes =
      mode === 'nearest'
        ? {
            mode: { string: 'nearest' },
            coordinate_transformation_mode: { string: 'asymmetric' },
            nearest_mode: { string: 'floor' },
          }
        : { mode: { string: 'linear' }, coordinate_transformation_mode: { string: 'half_pixel' } };
    return [fromKernel(context, context.node('Resize', operands, { attributes }), x.dtype)];
  },
  evaluate({ inputs: [x], outputs: [out], attributes }) {
    const [height, width] = x.shape.slice(2) as [number, number];
    const [outHeight, outWidth] = out.shape.slice(2) as [number, number];
    const rows = weights(height, 0, attributes);
    const columns = weights(width, 1, attributes);
    const result = new Float64Array(sizeOf(out.shape));
    for (let at = 0; at < result.length; at++) {
      const plane = Math.floor(at / (outHeight * outWidth));
      const [row, column] = [Math.floor(at / outWidth) % outHeight, at % outWidth];
      let sum = 0;
      for (let i = 0; i < height; i++) {
        const weight = rows[row * height + i]!;
        if (weight === 0) continue;
        for (let j = 0; j < width; j++)
          sum += weight * columns[column * width + j]! * x.data[(plane * height + i) * width + j]!;
      }
      result[at] = sum;
    }
    return [result];
  },
};

/** What {@link resize} aims at: a size in pixels, or a factor. */
export type ResizeTarget = { readonly size: Pair } | { readonly scale: Pair };

/**
 * Images enlarged or reduced, as PyTorch's `interpolate` does it without `align_corners`: `nearest` takes pixel
 * `⌊i / scale⌋`, `bilinear` interpolates between the pixels around `(i + ½) / scale − ½`.
 *
 * @param x - `[batch, channels, height, width]`, floating point, known height and width
 * @param target - `size` in pixels, or `scale`, a factor; a fractional size is rounded down
 * @param options - `mode`: how new pixels are filled; default `nearest`
 * @returns `[batch, channels, outHeight, outWidth]`
 * @throws {ShapeError} when `x` is not a batch of images of known extents
 * @throws {ArgumentError} when nothing would remain
 * @example
 * ```ts
 * import { input, resize } from '@fm/core';
 *
 * String(resize(input('f32', [1, 3, 8, 8]), { size: [12, 20] }, { mode: 'bilinear' })); // => 'f32[1, 3, 12, 20]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, resize, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ image }: { image: Tensor }) => ({ y: resize(image, { scale: 2 }, { mode: 'bilinear' }) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ image: hostTensor('f32', [0, 8], [1, 1, 1, 2]) });
 * (await y.read()).data; // => Float32Array [0, 2, 6, 8, 0, 2, 6, 8]
 * ```
 */
export function resize(
  x: Tensor,
  target: ResizeTarget,
  { mode = 'nearest' }: { readonly mode?: ResizeMode } = {},
): Tensor {
  requireImage('resize', x);
  const extents = spatial(x);
  const size =
    'size' in target
      ? pair(target.size)
      : pair(target.scale).map((factor, axis) => Math.floor(extents[axis]! * factor));
  requireWhole('resize', 'sizes', size, 1);
  const scale = 'size' in target ? size.map((extent, axis) => extent / extents[axis]!) : pair(target.scale);
  return apply(resizeOp, [x], { mode, size, scale });
}

/**
 * Images of `scale` times the height and width, every pixel repeated.
 *
 * @param x - `[batch, channels, height, width]`
 * @param scale - one factor, or `[vertical, horizontal]`. @default 2
 * @returns `[batch, channels, scale · height, scale · width]`
 * @throws {ShapeError} when `x` is not of rank 4, or its height or width is not known
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor, upsampleNearest2d } from '@fm/core';
 *
 * const grow = compile(({ x }: { x: Tensor }) => ({ y: upsampleNearest2d(x, [1, 2]) }), { backend: referenceBackend() });
 * const { y } = await grow({ x: hostTensor('f32', [1, 2, 3, 4], [1, 1, 2, 2]) });
 * (await y.read()).data; // => Float32Array [1, 1, 2, 2, 3, 3, 4, 4]
 * ```
 */
export function upsampleNearest2d(x: Tensor, scale: Pair = 2): Tensor {
  return resize(x, { scale });
}

function spatial(x: TensorType): readonly [number, number] {
  const [height, width] = x.shape.slice(2);
  if (typeof height === 'number' && typeof width === 'number') return [height, width];
  throw new ShapeError('resize: height and width must be known', {
    expected: 'numbers',
    received: formatType(x),
  });
}

/** Which share of each of `extent` pixels every new pixel has along spatial axis `axis`: row-major `[size, extent]`. */
function weights(extent: number, axis: number, attributes: ResizeAttributes): Float64Array {
  const { mode, size, scale } = attributes;
  const out = size[axis]!;
  const matrix = new Float64Array(out * extent);
  if (mode === 'nearest') {
    for (const [i, pixel] of nearestPixels(extent, axis, attributes).entries())
      matrix[i * extent + pixel] = 1;
    return matrix;
  }
  for (let i = 0; i < out; i++) {
    const position = Math.min(Math.max((i + 0.5) / scale[axis]! - 0.5, 0), extent - 1);
    const low = Math.min(Math.floor(position), extent - 1);
    matrix[i * extent + low] = 1 - (position - low);
    if (position > low) matrix[i * extent + low + 1] = position - low;
  }
  return matrix;
}

/** The pixel that every new pixel repeats along spatial axis `axis`. */
function nearestPixels(extent: number, axis: number, { size, scale }: ResizeAttributes): readonly number[] {
  const out = size[axis]!;
  const isOwnScale = out / extent === scale[axis];
  return Array.from({ length: out }, (_, i) =>
    Math.min(Math.floor(isOwnScale ? (i * extent) / out : i / scale[axis]!), extent - 1),
  );
}

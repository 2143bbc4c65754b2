import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { type ConcreteShape, type Dim, sizeOf } from '../tensor/index.ts';
import { convTranspose2d } from './conv-transpose2d.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { type Pool2dOptions, type PoolAttributes, poolAttributes } from './define/pool.ts';
import {
  onnxWindow,
  type Pair,
  paddingOf,
  reach,
  requireImage,
  sourceIndex,
  windowedShape,
} from './define/window.ts';
import { divide } from './divide.ts';
import { full } from './full.ts';
import { pad } from './pad.ts';
import { reduceMean } from './reduce-mean.ts';
import { reshape } from './reshape.ts';

/** The mean of every window; padding counts as zeros. */
export const averagePool2dOp: OpDef<PoolAttributes> = {
  name: 'averagePool2d',
  infer([x], attributes) {
    requireDomain('averagePool2d', x, 'float');
    requireImage('averagePool2d', x);
    const spatial = windowedShape('averagePool2d', x, attributes.kernel, attributes);
    return [{ dtype: x.dtype, shape: [x.shape[0] as Dim, x.shape[1] as Dim, ...spatial] }];
  },
  vjp({ inputs: [x], attributes, cotangent }) {
    const { kernel, stride, padding, dilation } = attributes;
    if (stride.every((step) => step === 1)) {
      // Every pixel has its share in the windows around it.
      const around = kernel.map((size, axis) => {
        const [before, after] = paddingOf(axis, attributes);
        const most = reach(size, axis, attributes) - 1;
        return [most - before, most - after] as const;
      });
      const windows = { ...attributes, padding: [0, 0, 0, 0] };
      return [apply(averagePool2dOp, [pad(cotangent, [[0, 0], [0, 0], ...around])], windows)];
    }
    // The transpose of a convolution with a constant kernel, each channel an image of its own.
    const outputPadding = kernel.map((size, axis) => {
      const [before, after] = paddingOf(axis, attributes);
      return ((x.shape[axis + 2] as number) + before + after - reach(size, axis, attributes)) % stride[axis]!;
    });
    const planes = reshape(cotangent, [sizeOf(cotangent.shape.slice(0, 2)), 1, ...cotangent.shape.slice(2)]);
    const weight = full([1, 1, ...kernel], 1 / sizeOf(kernel), x.dtype);
    const gradient = convTranspose2d(planes, weight, {
      stride: [stride[0]!, stride[1]!],
      padding: [padding[0]!, padding[1]!, padding[2]!, padding[3]!],
      dilation: [dilation[0]!, dilation[1]!],
      outputPadding: [outputPadding[0]!, outputPadding[1]!],
    });
    return [reshape(gradient, x.shape)];
  },
  emit(context, inputs, { inputs: [x], attributes }) {
    const y = context.node('AveragePool', toKernel(context, [inputs[0]], x.dtype), {
      attributes: { ...onnxWindow(attributes.kernel, attributes), count_include_pad: { int: 1 } },
    });
    return [fromKernel(context, y, x.dtype)];
  },
  evaluate({ inputs: [x], outputs: [out], attributes }) {
    const [batch, channels, height, width] = x.shape as [number, number, number, number];
    const [, , outHeight, outWidth] = out.shape as [number, number, number, number];
    const [rows, columns] = attributes.kernel as [number, number];
    const result = new Float64Array(sizeOf(out.shape as ConcreteShape));
    for (let plane = 0; plane < batch * channels; plane++) {
      for (let window = 0; window < outHeight * outWidth; window++) {
        let sum = 0;
        for (let tap = 0; tap < rows * columns; tap++) {
          const row = sourceIndex(Math.floor(window / outWidth), Math.floor(tap / columns), 0, attributes);
          const column = sourceIndex(window % outWidth, tap % columns, 1, attributes);
          const isInside = row >= 0 && row < height && column >= 0 && column < width;
          if (isInside) sum += x.data[(plane * height + row) * width + column]!;
        }
        result[plane * outHeight * outWidth + window] = sum / (rows * columns);
      }
    }
    return [result];
  },
};

/** Options of {@link averagePool2d}. */
export interface AveragePool2dOptions extends Pool2dOptions {
  /** Whether padding counts as zeros, or a mean is over the pixels of the image alone. @default true, as in PyTorch */
  readonly countPadding?: boolean;
}

/**
 * The mean of every window.
 *
 * @param x - `[batch, channels, height, width]`, floating point
 * @param size - of the window
 * @param options - its `padding` are zeros around the image, at most half the window
 * @returns `[batch, channels, outHeight, outWidth]`
 * @throws {ShapeError} when `x` is not a batch of images or the window is larger than the padded image
 * @example
 * ```ts
 * import { averagePool2d, input } from '@fm/core';
 *
 * String(averagePool2d(input('f32', [8, 16, 32, 32]), 2)); // => 'f32[8, 16, 16, 16]'
 * ```
 * @example
 * ```ts
 * import { averagePool2d, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ image }: { image: Tensor }) => ({ y: averagePool2d(image, 2) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ image: hostTensor('f32', [1, 2, 5, 6, 3, 4, 7, 8], [1, 1, 2, 4]) });
 * (await y.read()).data; // => Float32Array [2.5, 6.5]
 * ```
 */
export function averagePool2d(
  x: Tensor,
  size: Pair,
  { countPadding = true, ...options }: AveragePool2dOptions = {},
): Tensor {
  const attributes = poolAttributes('averagePool2d', size, options);
  const mean = apply(averagePool2dOp, [x], attributes);
  if (countPadding || attributes.padding.every((width) => width === 0)) return mean;
  const share = apply(averagePool2dOp, [full([1, 1, ...x.shape.slice(2)], 1, x.dtype)], attributes); // of the window in the image
  return divide(mean, share);
}

/**
 * The mean of every channel: `[batch, channels, height, width]` → `[batch, channels, 1, 1]`.
 *
 * @throws {ShapeError} when `x` is not a batch of images
 * @example
 * ```ts
 * import { globalAveragePool2d, input } from '@fm/core';
 *
 * String(globalAveragePool2d(input('f32', [8, 16, 32, 32]))); // => 'f32[8, 16, 1, 1]'
 * ```
 * @example
 * ```ts
 * import { compile, globalAveragePool2d, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ images }: { images: Tensor }) => ({ y: globalAveragePool2d(images) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ images: hostTensor('f32', [1, 3, 10, 30], [1, 2, 1, 2]) });
 * (await y.read()).data; // => Float32Array [2, 20]
 * ```
 */
export function globalAveragePool2d(x: Tensor): Tensor {
  requireImage('globalAveragePool2d', x);
  return reduceMean(x, [2, 3], { keepDims: true });
}

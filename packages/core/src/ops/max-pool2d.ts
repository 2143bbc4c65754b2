import { applyOp, type OpDef, type Tensor } from '../ir/index.ts';
import { type Dim, sizeOf } from '../tensor/index.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { type Pool2dOptions, type PoolAttributes, poolAttributes } from './define/pool.ts';
import { onnxWindow, type Pair, requireImage, sourceIndex, windowedShape } from './define/window.ts';
import { reshape } from './reshape.ts';
import { scatterElements } from './scatter-elements.ts';
import { zerosLike } from './zeros-like.ts';

/** The largest element of every window, and its index among all elements of the operand (the first, where several are). */
export const maxPool2dOp: OpDef<PoolAttributes> = {
  name: 'maxPool2d',
  infer([x], attributes) {
    requireDomain('maxPool2d', x, 'float');
    requireImage('maxPool2d', x);
    const shape = [
      x.shape[0] as Dim,
      x.shape[1] as Dim,
      ...windowedShape('maxPool2d', x, attributes.kernel, attributes),
    ];
    return [
      { dtype: x.dtype, shape },
      { dtype: 'i64', shape },
    ];
  },
  vjp({ inputs: [x], outputs: [, indices], cotangent }) {
    const zeros = zerosLike(reshape(x, [-1]));
    const gradient = scatterElements(zeros, reshape(indices, [-1]), reshape(cotangent, [-1]), {
      reduction: 'add',
    });
    return [reshape(gradient, x.shape)];
  },
  emit(context, inputs, { inputs: [x], outputs: [, indices], attributes }) {
    const [y = '', ...rest] = context.nodes('MaxPool', toKernel(context, [inputs[0]], x.dtype), {
      attributes: onnxWindow(attributes.kernel, attributes),
      outputs: [true, context.isUsed(indices)],
    });
    return [fromKernel(context, y, x.dtype), ...rest];
  },
  evaluate({ inputs: [x], outputs: [out], attributes }) {
    const [batch, channels, height, width] = x.shape as [number, number, number, number];
    const [, , outHeight, outWidth] = out.shape as [number, number, number, number];
    const [rows, columns] = attributes.kernel as [number, number];
    const [values, indices] = [new Float64Array(sizeOf(out.shape)), new Float64Array(sizeOf(out.shape))];
    for (let plane = 0; plane < batch * channels; plane++) {
      for (let window = 0; window < outHeight * outWidth; window++) {
        let [largest, at] = [-Infinity, 0];
        for (let tap = 0; tap < rows * columns; tap++) {
          const row = sourceIndex(Math.floor(window / outWidth), Math.floor(tap / columns), 0, attributes);
          const column = sourceIndex(window % outWidth, tap % columns, 1, attributes);
          const index = (plane * height + row) * width + column;
          const isInside = row >= 0 && row < height && column >= 0 && column < width;
          if (isInside && x.data[index]! > largest) [largest, at] = [x.data[index]!, index];
        }
        values[plane * outHeight * outWidth + window] = largest;
        indices[plane * outHeight * outWidth + window] = at;
      }
    }
    return [values, indices];
  },
};

/**
 * The largest element of every window. Where several are largest, the gradient goes to the first, as in PyTorch.
 *
 * @param x - `[batch, channels, height, width]`, floating point
 * @param size - of the window
 * @param options - its `padding` are elements around the image that never are the largest, at most half the window
 * @returns `[batch, channels, outHeight, outWidth]`
 * @throws {ShapeError} when `x` is not a batch of images or the window is larger than the padded image
 * @example
 * ```ts
 * import { input, maxPool2d } from '@fm/core';
 *
 * String(maxPool2d(input('f32', [8, 16, 32, 32]), 2)); // => 'f32[8, 16, 16, 16]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, maxPool2d, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ image }: { image: Tensor }) => ({ y: maxPool2d(image, 2) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ image: hostTensor('f32', [1, 2, 5, 6, 3, 4, 7, 8], [1, 1, 2, 4]) });
 * (await y.read()).data; // => Float32Array [4, 8]
 * ```
 */
export function maxPool2d(x: Tensor, size: Pair, options: Pool2dOptions = {}): Tensor {
  return applyOp(maxPool2dOp, [x], poolAttributes('maxPool2d', size, options))[0] as Tensor;
}

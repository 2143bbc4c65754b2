import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { type ConcreteShape, type Dim, sizeOf } from '../tensor/index.ts';
import { conv2d, requireKernels } from './conv2d.ts';
import { conv2dWeightGradient } from './define/conv2d-weight-gradient.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import {
  onnxWindow,
  type Pair,
  pair,
  paddingOf,
  reach,
  requireImage,
  requireWhole,
  sourceIndex,
  type WindowAttributes,
  windowAttributes,
  type WindowOptions,
} from './define/window.ts';
import { reduceSum } from './reduce-sum.ts';

type ConvTransposeAttributes = WindowAttributes & {
  readonly groups: number;
  readonly outputPadding: readonly number[];
};

/** Options of {@link convTranspose2d}. */
export interface ConvTranspose2dOptions extends WindowOptions {
  /** `[outChannels]`, added to every pixel. */
  readonly bias?: Tensor | undefined;
  /** Number of parts into which the channels are divided, each with kernels of its own. @default 1 */
  readonly groups?: number;
  /** Rows and columns added to the result at its end, each less than the stride. @default 0 */
  readonly outputPadding?: Pair;
}

/** The transpose of {@link conv2d}: every pixel adds its kernel to the result. */
export const convTranspose2dOp: OpDef<ConvTransposeAttributes> = {
  name: 'convTranspose2d',
  infer([x, weight, bias], attributes) {
    requireDomain('convTranspose2d', x, 'float');
    requireImage('convTranspose2d', x);
    const kernel = requireKernels('convTranspose2d', x, weight, bias, {
      groups: attributes.groups,
      inAxis: 0,
    });
    const spatial = kernel.map((size, axis) => spread(x.shape[axis + 2] as Dim, size, axis, attributes));
    if (spatial.some((extent) => extent < 0)) {
      throw new ShapeError('convTranspose2d: the padding removes more than there is', {
        received: formatType(x),
      });
    }
    return [
      {
        dtype: x.dtype,
        shape: [x.shape[0] as Dim, (weight.shape[1] as number) * attributes.groups, ...spatial],
      },
    ];
  },
  vjp({ inputs: [x, weight, ...bias], attributes, cotangent, needs }) {
    const { stride, padding, dilation, groups } = attributes;
    return [
      needs(0)
        ? conv2d(cotangent, weight, {
            stride: [stride[0]!, stride[1]!],
            padding: [padding[0]!, padding[1]!, padding[2]!, padding[3]!],
            dilation: [dilation[0]!, dilation[1]!],
            groups,
          })
        : undefined,
      needs(1) ? conv2dWeightGradient(cotangent, x, weight.shape as ConcreteShape, attributes) : undefined,
      ...bias.map(() => (needs(2) ? reduceSum(cotangent, [0, 2, 3]) : undefined)),
    ];
  },
  emit(context, inputs, { inputs: [x, weight], attributes }) {
    const kernel = weight.shape.slice(2) as ConcreteShape;
    const options = {
      attributes: {
        ...onnxWindow(kernel, attributes),
        group: { int: attributes.groups },
        output_padding: { ints: attributes.outputPadding },
      },
    };
    return [
      fromKernel(
        context,
        context.node('ConvTranspose', toKernel(context, inputs, x.dtype), options),
        x.dtype,
      ),
    ];
  },
  evaluate({ inputs: [x, weight, bias], outputs: [out], attributes }) {
    const [batch, inChannels, height, width] = x.shape as [number, number, number, number];
    const [, perGroup, kernelHeight, kernelWidth] = weight.shape as [number, number, number, number];
    const [, outChannels, outHeight, outWidth] = out.shape as [number, number, number, number];
    const area = outHeight * outWidth;
    const result = new Float64Array(sizeOf(out.shape)).map(
      (_, i) => bias?.data[Math.floor(i / area) % outChannels] ?? 0,
    );
    for (let n = 0; n < batch; n++) {
      for (let c = 0; c < inChannels; c++) {
        const first = Math.floor((c * attributes.groups) / inChannels) * perGroup;
        for (let y = 0; y < height; y++) {
          for (let z = 0; z < width; z++) {
            const value = x.data[((n * inChannels + c) * height + y) * width + z]!;
            for (let i = 0; i < kernelHeight; i++) {
              const row = sourceIndex(y, i, 0, attributes);
              if (row < 0 || row >= outHeight) continue;
              for (let j = 0; j < kernelWidth; j++) {
                const column = sourceIndex(z, j, 1, attributes);
                if (column < 0 || column >= outWidth) continue;
                for (let o = 0; o < perGroup; o++) {
                  const factor = weight.data[((c * perGroup + o) * kernelHeight + i) * kernelWidth + j]!;
                  result[((n * outChannels + first + o) * outHeight + row) * outWidth + column]! +=
                    value * factor;
                }
              }
            }
          }
        }
      }
    }
    return [result];
  },
};

/**
 * Transposed convolution: enlarges images by `stride`.
 *
 * @param x - `[batch, inChannels, height, width]`, floating point, known height and width
 * @param weight - `[inChannels, outChannels / groups, kernelHeight, kernelWidth]`
 * @returns `[batch, outChannels, outHeight, outWidth]` with
 *   `outHeight = (height − 1) stride + dilation (kernelHeight − 1) + 1 + outputPadding − top − bottom`
 * @throws {ShapeError} when the shapes do not fit
 * @throws {ArgumentError} when an option is not a whole number in its range
 * @example
 * ```ts
 * import { convTranspose2d, input } from '@fm/core';
 *
 * const images = input('f32', [8, 16, 16, 16]);
 * String(convTranspose2d(images, input('f32', [16, 3, 4, 4]), { stride: 2, padding: 1 })); // => 'f32[8, 3, 32, 32]'
 * ```
 * @example
 * ```ts
 * import { compile, convTranspose2d, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * // Every pixel paints the brush, two pixels further each time.
 * const run = compile(
 *   ({ image, brush }: { image: Tensor; brush: Tensor }) => ({ y: convTranspose2d(image, brush, { stride: [1, 2] }) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   image: hostTensor('f32', [1, 0, 2], [1, 1, 1, 3]),
 *   brush: hostTensor('f32', [1, 10], [1, 1, 1, 2]),
 * });
 * (await y.read()).data; // => Float32Array [1, 10, 0, 0, 2, 20]
 * ```
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  { bias, groups = 1, outputPadding = 0, ...window }: ConvTranspose2dOptions = {},
): Tensor {
  const attributes = {
    ...windowAttributes('convTranspose2d', window),
    groups,
    outputPadding: pair(outputPadding),
  };
  requireWhole('convTranspose2d', 'groups', [groups], 1);
  requireWhole('convTranspose2d', 'output padding', attributes.outputPadding, 0);
  const slack = attributes.stride.map((step, axis) => step - 1 - attributes.outputPadding[axis]!);
  requireWhole('convTranspose2d', 'stride − 1 − output padding', slack, 0);
  return apply(convTranspose2dOp, bias === undefined ? [x, weight] : [x, weight, bias], attributes);
}

function spread(extent: Dim, size: number, axis: number, attributes: ConvTransposeAttributes): number {
  if (typeof extent !== 'number') {
    throw new ShapeError('convTranspose2d: height and width must be known', {
      expected: 'numbers',
      received: `${extent}`,
    });
  }
  const [before, after] = paddingOf(axis, attributes);
  return (
    (extent - 1) * attributes.stride[axis]! +
    reach(size, axis, attributes) +
    attributes.outputPadding[axis]! -
    before -
    after
  );
}

import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor, type TensorType } from '../ir/index.ts';
import { type ConcreteShape, type Dim, isConcrete, sizeOf } from '../tensor/index.ts';
import { convTranspose2d } from './conv-transpose2d.ts';
import { emitBlockedConv2d } from './define/blocked-conv2d.ts';
import { conv2dWeightGradient } from './define/conv2d-weight-gradient.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import {
  onnxWindow,
  paddingOf,
  reach,
  requireImage,
  requireWhole,
  sourceIndex,
  type WindowAttributes,
  windowAttributes,
  windowedShape,
  type WindowOptions,
} from './define/window.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { slice } from './slice.ts';
import { transpose } from './transpose.ts';

type ConvAttributes = WindowAttributes & { readonly groups: number };

/** Options of {@link conv2d}. */
export interface Conv2dOptions extends WindowOptions {
  /** `[outChannels]`, added to every pixel. */
  readonly bias?: Tensor | undefined;
  /** Number of parts into which the channels are divided, each with kernels of its own. @default 1 */
  readonly groups?: number;
}

/** Cross-correlation of images with kernels, as deep learning calls convolution. */
export const conv2dOp: OpDef<ConvAttributes> = {
  name: 'conv2d',
  infer([x, weight, bias], attributes) {
    requireDomain('conv2d', x, 'float');
    requireImage('conv2d', x);
    const kernel = requireKernels('conv2d', x, weight, bias, { groups: attributes.groups, inAxis: 1 });
    return [
      {
        dtype: x.dtype,
        shape: [x.shape[0] as Dim, weight.shape[0] as Dim, ...windowedShape('conv2d', x, kernel, attributes)],
      },
    ];
  },
  vjp({ inputs: [x, weight, ...bias], attributes, cotangent, needs }) {
    return [
      needs(0) ? inputGradient(x, weight, cotangent, attributes) : undefined,
      needs(1) ? conv2dWeightGradient(x, cotangent, weight.shape as ConcreteShape, attributes) : undefined,
      ...bias.map(() => (needs(2) ? reduceSum(cotangent, [0, 2, 3]) : undefined)),
    ];
  },
  emit(context, inputs, { inputs: [x, weight], attributes }) {
    const kernel = weight.shape.slice(2) as ConcreteShape;
    const options = { attributes: { ...onnxWindow(kernel, attributes), group: { int: attributes.groups } } };
    const blocked = emitBlockedConv2d(context, inputs, { weight, groups: attributes.groups, options });
    if (blocked !== undefined) return [blocked];
    return [fromKernel(context, context.node('Conv', toKernel(context, inputs, x.dtype), options), x.dtype)];
  },
  evaluate({ inputs: [x, weight, bias], outputs: [out], attributes }) {
    const [batch, outChannels, height, width] = out.shape as [number, number, number, number];
    const [, perGroup, kernelHeight, kernelWidth] = weight.shape as [number, number, number, number];
    const [, inChannels, inHeight, inWidth] = x.shape as [number, number, number, number];
    const result = new Float64Array(sizeOf(out.shape));
    let at = 0;
    for (let n = 0; n < batch; n++) {
      for (let o = 0; o < outChannels; o++) {
        const first = Math.floor((o * attributes.groups) / outChannels) * perGroup;
        for (let y = 0; y < height; y++) {
          for (let z = 0; z < width; z++) {
            let sum = bias?.data[o] ?? 0;
            for (let i = 0; i < kernelHeight; i++) {
              const row = sourceIndex(y, i, 0, attributes);
              if (row < 0 || row >= inHeight) continue;
              for (let j = 0; j < kernelWidth; j++) {
                const column = sourceIndex(z, j, 1, attributes);
                if (column < 0 || column >= inWidth) continue;
                for (let c = 0; c < perGroup; c++) {
                  const pixel = ((n * inChannels + first + c) * inHeight + row) * inWidth + column;
                  sum +=
                    x.data[pixel]! * weight.data[((o * perGroup + c) * kernelHeight + i) * kernelWidth + j]!;
                }
              }
            }
            result[at++] = sum;
          }
        }
      }
    }
    return [result];
  },
};

/**
 * Convolution (cross-correlation) of images with kernels.
 *
 * @param x - `[batch, inChannels, height, width]`, floating point
 * @param weight - `[outChannels, inChannels / groups, kernelHeight, kernelWidth]`
 * @returns `[batch, outChannels, outHeight, outWidth]` with
 *   `outHeight = ⌊(height + top + bottom − dilation (kernelHeight − 1) − 1) / stride⌋ + 1`
 * @throws {ShapeError} when the shapes do not fit
 * @throws {ArgumentError} when an option is not a whole number in its range
 * @example
 * ```ts
 * import { conv2d, input } from '@fm/core';
 *
 * const images = input('f32', [8, 3, 32, 32]);
 * String(conv2d(images, input('f32', [16, 3, 3, 3]), { padding: 1, stride: 2 })); // => 'f32[8, 16, 16, 16]'
 * ```
 * @example
 * ```ts
 * import { compile, conv2d, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * // A filter for edges, over a picture of one row.
 * const run = compile(
 *   ({ image, edge }: { image: Tensor; edge: Tensor }) => ({ y: conv2d(image, edge) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   image: hostTensor('f32', [0, 0, 5, 5, 5], [1, 1, 1, 5]),
 *   edge: hostTensor('f32', [-1, 1], [1, 1, 1, 2]),
 * });
 * (await y.read()).data; // => Float32Array [0, 5, 0, 0]
 * ```
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  { bias, groups = 1, ...window }: Conv2dOptions = {},
): Tensor {
  requireWhole('conv2d', 'groups', [groups], 1);
  return apply(conv2dOp, bias === undefined ? [x, weight] : [x, weight, bias], {
    ...windowAttributes('conv2d', window),
    groups,
  });
}

/** Checks kernels and bias against an image and gives `[kernelHeight, kernelWidth]`. */
export function requireKernels(
  op: string,
  x: TensorType,
  weight: TensorType,
  bias: TensorType | undefined,
  { groups, inAxis }: { readonly groups: number; readonly inAxis: 0 | 1 },
): ConcreteShape {
  const shape = weight.shape;
  const channels = x.shape[1];
  const layout =
    inAxis === 1
      ? '[outChannels, inChannels / groups, height, width]'
      : '[inChannels, outChannels / groups, height, width]';
  const fail = (what: string, received: string): ShapeError =>
    new ShapeError(`${op}: ${what}`, {
      expected: `kernels ${layout} for images ${formatType(x)} in ${groups} groups`,
      received,
    });
  if (shape.length !== 4 || !isConcrete(shape) || weight.dtype !== x.dtype)
    throw fail('the kernels do not fit', formatType(weight));
  const [first = 0, second = 0] = shape;
  const inChannels = inAxis === 1 ? second * groups : first;
  const outChannels = inAxis === 1 ? first : second * groups;
  if (channels !== inChannels || first % groups !== 0)
    throw fail('the channels do not fit the kernels', formatType(weight));
  if (
    bias !== undefined &&
    (bias.shape.length !== 1 || bias.shape[0] !== outChannels || bias.dtype !== x.dtype)
  ) {
    throw fail(`the bias is not [${outChannels}]`, formatType(bias));
  }
  return shape.slice(2);
}

/** With stride 1 a convolution with flipped kernels (more than twice as fast as its transpose); else the transpose itself. */
function inputGradient(x: Tensor, weight: Tensor, cotangent: Tensor, attributes: ConvAttributes): Tensor {
  const { stride, dilation, groups } = attributes;
  const kernel = weight.shape.slice(2) as ConcreteShape;
  const [top = 0, bottom = 0, left = 0, right = 0] = kernel.flatMap((size, axis) =>
    paddingOf(axis, attributes).map((width) => reach(size, axis, attributes) - 1 - width),
  );
  const padding = [top, bottom, left, right] as const;
  if (stride.every((step) => step === 1) && padding.every((width) => width >= 0)) {
    return conv2d(cotangent, flip(weight, groups), {
      padding,
      dilation: [dilation[0]!, dilation[1]!],
      groups,
    });
  }
  const outputPadding = kernel.map((size, axis) => {
    const [before, after] = paddingOf(axis, attributes);
    const extent = x.shape[axis + 2] as Dim;
    return typeof extent === 'number'
      ? (extent + before + after - reach(size, axis, attributes)) % stride[axis]!
      : 0;
  });
  return convTranspose2d(cotangent, weight, {
    stride: [stride[0]!, stride[1]!],
    padding: attributes.padding as unknown as readonly [number, number, number, number],
    dilation: [dilation[0]!, dilation[1]!],
    outputPadding: [outputPadding[0]!, outputPadding[1]!],
    groups,
  });
}

/** Kernels rotated by half a turn with input and output channels exchanged. */
function flip(weight: Tensor, groups: number): Tensor {
  const [out = 0, perGroup = 0, height = 0, width = 0] = weight.shape as ConcreteShape;
  const rotated = slice(
    weight,
    [
      { axis: 2, step: -1 },
      { axis: 3, step: -1 },
    ].filter(({ axis }) => weight.shape[axis] !== 1),
  );
  const exchanged = transpose(
    reshape(rotated, [groups, out / groups, perGroup, height, width]),
    [0, 2, 1, 3, 4],
  );
  return reshape(exchanged, [groups * perGroup, out / groups, height, width]);
}

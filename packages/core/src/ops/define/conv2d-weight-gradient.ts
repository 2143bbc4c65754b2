import type { Tensor } from '../../ir/index.ts';
import { addDims, type ConcreteShape, type Dim, multiplyDims, sizeOf } from '../../tensor/index.ts';
import { concat } from '../concat.ts';
import { full } from '../full.ts';
import { matmul } from '../matmul.ts';
import { pad } from '../pad.ts';
import { reshape } from '../reshape.ts';
import { slice } from '../slice.ts';
import { transpose } from '../transpose.ts';
import { paddingOf, reach, type WindowAttributes } from './window.ts';

/**
 * Gradient of a convolution with respect to its kernels, as products of large matrices.
 *
 * @param x - the images, `[batch, groups · c, height, width]`
 * @param dy - cotangent of the result, `[batch, groups · o, outHeight, outWidth]`
 * @param shape - of the kernels, `[groups · o, c, kernelHeight, kernelWidth]`
 */
export function conv2dWeightGradient(
  x: Tensor,
  dy: Tensor,
  shape: ConcreteShape,
  window: WindowAttributes & { readonly groups: number },
): Tensor {
  if (window.stride.every((step) => step === 1) && x.shape[0] !== 0) return byShifts(x, dy, shape, window);
  const [top, bottom] = paddingOf(0, window);
  const [left, right] = paddingOf(1, window);
  const images = channelsFirst(x, [
    [top, bottom],
    [left, right],
  ]); // [groups · c, batch, height, width]
  const cotangent = channelsFirst(dy); // [groups · o, batch, outHeight, outWidth]
  const isTiled =
    window.dilation.every((d) => d === 1) && window.stride.every((step, axis) => step === shape[axis + 2]);
  return isTiled
    ? byTiles(images, cotangent, shape, window.groups)
    : byPatches(images, cotangent, shape, window);
}

type Margins = readonly [vertical: readonly [Dim, Dim], horizontal: readonly [Dim, Dim]];

/** `[batch, channels, height, width]` → `[channels, batch, height, width]`, with zeros around each image. */
function channelsFirst(
  x: Tensor,
  [vertical, horizontal]: Margins = [
    [0, 0],
    [0, 0],
  ],
): Tensor {
  return transpose(pad(x, [[0, 0], [0, 0], vertical, horizontal]), [1, 0, 2, 3]);
}

/**
 * With stride 1, images and cotangent are laid out alike, with zeros only after each row and each image (they separate
 * neighbours on both sides). Flattened to `p`, an element of the kernel is then a shift:
 * `dw[i, j] = Σ dy[p − i · down] x[p + j · across − origin]`. Shifted copies of `dy`, one for each row of the kernel, and
 * of `x`, one for each column, make all of them in one product.
 */
function byShifts(
  x: Tensor,
  dy: Tensor,
  shape: ConcreteShape,
  window: WindowAttributes & { groups: number },
): Tensor {
  const { groups, dilation } = window;
  const [outChannels = 0, perGroup = 0, rows = 0, columns = 0] = shape;
  const [vertical, horizontal] = [0, 1].map((axis) => marginsOf(axis, shape, window)) as [Margin, Margin];
  const images = channelsFirst(x, [vertical.image, horizontal.image]);
  const cotangent = channelsFirst(dy, [vertical.cotangent, horizontal.cotangent]);
  const [, batch, height, width] = images.shape as [Dim, Dim, Dim, Dim];
  const pixels = sizeOf([batch, height, width]);
  const flat = (tensor: Tensor): Tensor => reshape(tensor, [tensor.shape[0] as Dim, pixels]);

  const down = multiplyDims(width, dilation[0]!);
  const across = dilation[1]!;
  const origin = addDims(multiplyDims(width, vertical.before), horizontal.before);
  const isPoint = rows * columns === 1 && origin === 0;
  // Room for every shift, so that what is cut off at one end of a copy never meets what begins the next.
  const slack = isPoint ? 0 : [multiplyDims(down, rows - 1), origin, columns * across].reduce(addDims);
  const dys = shiftedCopies(flat(cotangent), { count: rows, slack, shift: down, first: 0 });
  const xs = shiftedCopies(flat(images), { count: columns, slack, shift: -across, first: origin });
  const length = addDims(pixels, slack);
  const product = matmul(
    reshape(dys, [groups, (outChannels / groups) * rows, length]),
    reshape(xs, [groups, perGroup * columns, length]),
    { transposeB: true },
  );
  const taps = reshape(product, [outChannels, rows, perGroup, columns]);
  return reshape(transpose(taps, [0, 2, 1, 3]), shape);
}

/** Zeros to put around an axis so that images and cotangent have one extent. */
interface Margin {
  /** Padding before the image in the convolution. */
  readonly before: number;
  readonly image: readonly [number, number];
  readonly cotangent: readonly [number, number];
}

function marginsOf(axis: number, shape: ConcreteShape, window: WindowAttributes): Margin {
  const [before, after] = paddingOf(axis, window);
  const overlap = reach(shape[axis + 2]!, axis, window) - 1;
  // The result is larger than the image where both paddings are wider than the kernel.
  const extra = Math.max(before, after) + Math.max(0, Math.min(before, after) - overlap);
  return { before, image: [0, extra], cotangent: [0, extra - before - after + overlap] };
}

/**
 * Copies of every row of `tensor` `[channels, pixels]`, `[channels, count · (pixels + slack)]`: copy `i` begins
 * `first + i · shift` after the start of its part, between zeros.
 */
function shiftedCopies(
  tensor: Tensor,
  {
    count,
    slack,
    shift,
    first,
  }: { readonly count: number; readonly slack: Dim; readonly shift: Dim; readonly first: Dim },
): Tensor {
  const channels = tensor.shape[0] as Dim;
  const zeros = (length: Dim): readonly Tensor[] =>
    length === 0 ? [] : [full([channels, length], 0, tensor.dtype)];
  const between = addDims(slack, shift);
  const last = multiplyDims(addDims(first, multiplyDims(shift, count - 1)), -1);
  const parts = Array.from({ length: count }, (_, i) => [
    ...(i === 0 ? zeros(first) : zeros(between)),
    tensor,
  ]);
  const all = [...parts.flat(), ...zeros(addDims(slack, last))];
  return all.length === 1 ? tensor : concat(all, 1);
}

/** Windows that tile the image are its pixels in another order: one transpose, and one product. */
function byTiles(images: Tensor, cotangent: Tensor, shape: ConcreteShape, groups: number): Tensor {
  const [outChannels = 0, perGroup = 0, rows = 0, columns = 0] = shape;
  const [, batch, height, width] = cotangent.shape as [Dim, Dim, number, number];
  const covered = slice(images, [
    { axis: 2, size: height * rows },
    { axis: 3, size: width * columns },
  ]);
  const tiles = reshape(covered, [groups * perGroup, batch, height, rows, width, columns]);
  const positions = sizeOf([batch, height, width]);
  const patches = reshape(transpose(tiles, [0, 3, 5, 1, 2, 4]), [
    groups,
    perGroup * rows * columns,
    positions,
  ]);
  const dy = reshape(cotangent, [groups, outChannels / groups, positions]);
  return reshape(matmul(dy, patches, { transposeB: true }), shape);
}

/** One strided copy of the images for each element of the kernel, and one product. */
function byPatches(
  images: Tensor,
  cotangent: Tensor,
  shape: ConcreteShape,
  window: WindowAttributes & { groups: number },
): Tensor {
  const { stride, dilation, groups } = window;
  const [outChannels = 0, perGroup = 0, rows = 0, columns = 0] = shape;
  const [, batch, outHeight, outWidth] = cotangent.shape as [Dim, Dim, number, number];
  const flat = (tensor: Tensor, channels: number): Tensor =>
    reshape(tensor, [groups, channels, sizeOf([batch, outHeight, outWidth])]);
  const taps = Array.from({ length: rows * columns }, (_, tap) => {
    const [i, j] = [Math.floor(tap / columns), tap % columns];
    const patch = slice(images, [
      { axis: 2, start: i * dilation[0]!, size: outHeight, step: stride[0]! },
      { axis: 3, start: j * dilation[1]!, size: outWidth, step: stride[1]! },
    ]);
    return flat(patch, perGroup);
  });
  const product = matmul(flat(cotangent, outChannels / groups), concat(taps, 1), { transposeB: true }); // [groups, o, taps · c]
  const byTap = reshape(product, [groups, outChannels / groups, rows * columns, perGroup]);
  return reshape(transpose(byTap, [0, 1, 3, 2]), shape);
}

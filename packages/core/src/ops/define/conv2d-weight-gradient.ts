import type { Tensor } from '../../ir/index.ts';
import { addDims, type ConcreteShape, type Dim, multiplyDims, sizeOf } from '../../tensor/index.ts';
import { concat } from '../concat.ts';
import { matmul } from '../matmul.ts';
import { pad } from '../pad.ts';
import { reshape } from '../reshape.ts';
import { slice } from '../slice.ts';
import { transpose } from '../transpose.ts';
import { paddingOf, type WindowAttributes } from './window.ts';

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
  const [top, bottom] = paddingOf(0, window);
  const [left, right] = paddingOf(1, window);
  const images = transpose(
    pad(x, [
      [0, 0],
      [0, 0],
      [top, bottom],
      [left, right],
    ]),
    [1, 0, 2, 3],
  ); // [groups · c, batch, height, width]
  const cotangent = transpose(dy, [1, 0, 2, 3]); // [groups · o, batch, outHeight, outWidth]
  if (window.stride.every((step) => step === 1) && x.shape[0] !== 0)
    return byShifts(images, cotangent, shape, window);
  const isTiled =
    window.dilation.every((d) => d === 1) && window.stride.every((step, axis) => step === shape[axis + 2]);
  return isTiled
    ? byTiles(images, cotangent, shape, window.groups)
    : byPatches(images, cotangent, shape, window);
}

/**
 * With stride 1 and both operands in the geometry of the padded image, flattened, an element of the kernel is a shift:
 * `dw[i, j] = Σ dy[p − i · width] x[p + j]`. One copy of `dy` for each row of the kernel and one of `x` for each column
 * make all of them, instead of one for each element.
 */
function byShifts(
  images: Tensor,
  cotangent: Tensor,
  shape: ConcreteShape,
  { dilation, groups }: WindowAttributes & { groups: number },
): Tensor {
  const [outChannels = 0, perGroup = 0, rows = 0, columns = 0] = shape;
  const width = images.shape[3] as Dim;
  const [down, across] = dilation as [number, number];
  const area = pad(cotangent, [
    [0, 0],
    [0, 0],
    [0, (rows - 1) * down],
    [0, (columns - 1) * across],
  ]); // [groups · o, batch, height, width]
  const pixels = sizeOf(images.shape.slice(1)); // batch · height · width
  const x = reshape(images, [groups, perGroup, pixels]);
  const rowsAbove = (count: number): Dim => multiplyDims(width, count * down);
  const furthest = rowsAbove(rows - 1);
  const dy = pad(reshape(area, [groups, outChannels / groups, pixels]), [
    [0, 0],
    [0, 0],
    [furthest, 0],
  ]);
  const size = addDims(pixels, -(columns - 1) * across);
  const shifted = concat(
    Array.from({ length: rows }, (_, i) => slice(dy, { axis: 2, start: rowsAbove(rows - 1 - i), size })),
    1,
  ); // [groups, rows · o, size]
  const products = Array.from({ length: columns }, (_, j) =>
    matmul(shifted, slice(x, { axis: 2, start: j * across, size }), { transposeB: true }),
  ); // columns × [groups, rows · o, c]
  const byColumn = reshape(concat(products, 2), [groups, rows, outChannels / groups, columns, perGroup]);
  return reshape(transpose(byColumn, [0, 2, 4, 1, 3]), shape);
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

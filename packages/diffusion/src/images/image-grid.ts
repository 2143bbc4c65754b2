import { ArgumentError } from '@fm/core';
import { blankImage, type Image, paste } from './image.ts';

/** Options of {@link imageGrid}. */
export interface ImageGridOptions {
  /** Pictures in a row. @default as many as make the grid nearly square */
  readonly columns?: number;
  /** Pixels between pictures and around them. @default 2 */
  readonly gap?: number;
  /** Value of the gaps, 0 (black) to 255 (white). @default 255 */
  readonly background?: number;
  /** Every pixel becomes a square of so many pixels a side. @default 1 */
  readonly zoom?: number;
}

/**
 * Pictures of one size side by side, row after row.
 *
 * @throws {ArgumentError} when there are none, their sizes differ, or an option is out of range
 * @example
 * ```ts
 * import { imageGrid } from '@fm/diffusion';
 *
 * const image = { width: 8, height: 8, channels: 1, data: new Uint8Array(64) } as const;
 * const { width, height } = imageGrid([image, image, image], { columns: 3, gap: 1 });
 * [width, height]; // => [28, 10]
 * ```
 */
export function imageGrid(
  images: readonly Image[],
  {
    columns = Math.ceil(Math.sqrt(images.length)),
    gap = 2,
    background = 255,
    zoom = 1,
  }: ImageGridOptions = {},
): Image {
  const [first] = images;
  if (first === undefined) throw new ArgumentError('imageGrid: there are no pictures');
  if (![columns, zoom].every((n) => Number.isInteger(n) && n >= 1) || !Number.isInteger(gap) || gap < 0) {
    throw new ArgumentError('imageGrid: an option is out of range', {
      expected: 'columns and zoom of at least 1, and a gap of at least 0 pixels',
      received: `columns ${columns}, zoom ${zoom}, gap ${gap}`,
    });
  }
  const [width, height] = [first.width * zoom, first.height * zoom];
  const rows = Math.ceil(images.length / columns);
  const size = {
    width: columns * (width + gap) + gap,
    height: rows * (height + gap) + gap,
    channels: first.channels,
  };
  const grid = blankImage(size, background);
  for (const [i, image] of images.entries()) {
    if (image.width !== first.width || image.height !== first.height) {
      throw new ArgumentError('imageGrid: the pictures differ in size', {
        expected: `${first.width} × ${first.height}`,
        received: `${image.width} × ${image.height} at ${i}`,
      });
    }
    const place = {
      x: gap + (i % columns) * (width + gap),
      y: gap + Math.floor(i / columns) * (height + gap),
    };
    paste(grid, zoom === 1 ? image : enlarge(image, zoom), place);
  }
  return grid;
}

function enlarge({ width, height, channels, data }: Image, zoom: number): Image {
  const large = blankImage({ width: width * zoom, height: height * zoom, channels });
  for (let y = 0; y < large.height; y++) {
    for (let x = 0; x < large.width; x++) {
      const from = (Math.floor(y / zoom) * width + Math.floor(x / zoom)) * channels;
      large.data.set(data.subarray(from, from + channels), (y * large.width + x) * channels);
    }
  }
  return large;
}

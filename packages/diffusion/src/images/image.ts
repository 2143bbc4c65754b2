import { ArgumentError } from '@fm/core';

/** An 8-bit picture in memory: rows of pixels from the top, channels next to each other. */
export interface Image {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** 1 for grey, 3 for red, green, blue. */
  readonly channels: 1 | 3;
  /** `height · width · channels` numbers from 0 to 255. */
  readonly data: Uint8Array;
}

/**
 * A picture of one value everywhere.
 *
 * @param value - of every channel, 0 to 255
 * @throws {ArgumentError} when a size is not a positive integer
 * @example
 * ```ts
 * import { blankImage } from '@fm/diffusion';
 *
 * blankImage({ width: 2, height: 1, channels: 1 }, 255).data; // => Uint8Array [255, 255]
 * ```
 */
export function blankImage(
  { width, height, channels }: Pick<Image, 'width' | 'height' | 'channels'>,
  value = 0,
): Image {
  if (![width, height].every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw new ArgumentError('A picture needs a size', {
      expected: 'positive integers',
      received: `${width} × ${height}`,
    });
  }
  return { width, height, channels, data: new Uint8Array(width * height * channels).fill(value) };
}

/** Copies a picture of the same number of channels into another; what lies outside is cut off. */
export function paste(
  target: Image,
  source: Image,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const { channels } = target;
  if (source.channels !== channels) {
    throw new ArgumentError('Only pictures with the same channels can be put together', {
      expected: `${channels}`,
      received: `${source.channels}`,
    });
  }
  const columns = Math.min(source.width, target.width - x);
  const rows = Math.min(source.height, target.height - y);
  for (let row = 0; row < rows; row++) {
    const from = row * source.width * channels;
    target.data.set(
      source.data.subarray(from, from + columns * channels),
      ((y + row) * target.width + x) * channels,
    );
  }
}

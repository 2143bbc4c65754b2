import { ArgumentError, type HostTensor } from '@fm/core';
import type { Image } from './image.ts';
import { imageGrid, type ImageGridOptions } from './image-grid.ts';
import { toImages } from './samples.ts';

/**
 * A film strip of a process: one row for each sample of the batch, one column for each moment.
 *
 * @param moments - samples at each moment, `f32[batch, channels, height, width]`, all of one shape
 * @throws {ArgumentError} when there are no moments, or their shapes differ
 * @throws {ShapeError} when samples are no pictures
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { filmStrip } from '@fm/diffusion';
 *
 * const moment = hostTensor('f32', new Float32Array(2 * 4 * 4), [2, 1, 4, 4]);
 * const { width, height } = filmStrip([moment, moment, moment], { gap: 1 });
 * [width, height]; // => [16, 11]
 * ```
 */
export function filmStrip(
  moments: readonly HostTensor<'f32'>[],
  options: Omit<ImageGridOptions, 'columns'> = {},
): Image {
  const columns = moments.map(toImages);
  const batch = columns[0]?.length ?? 0;
  if (batch === 0 || columns.some((images) => images.length !== batch)) {
    throw new ArgumentError('filmStrip: there is no strip of these samples', {
      expected: 'at least one moment, and the same number of samples in each',
      received: columns.map((images) => images.length).join(', ') || 'no moments',
    });
  }
  const rows = Array.from({ length: batch }, (_, i) => columns.map((images) => images[i] as Image));
  return imageGrid(rows.flat(), { ...options, columns: moments.length });
}

/**
 * Places of `count` moments among `total`, evenly spread, the first and the last among them.
 *
 * @example
 * ```ts
 * import { evenMoments } from '@fm/diffusion';
 *
 * evenMoments(50, 5); // => [0, 12, 25, 37, 49]
 * ```
 */
export function evenMoments(total: number, count: number): readonly number[] {
  if (count >= total) return Array.from({ length: total }, (_, i) => i);
  if (count <= 1) return [total - 1];
  return Array.from({ length: count }, (_, i) => Math.round((i * (total - 1)) / (count - 1)));
}

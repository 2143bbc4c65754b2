import { ArgumentError } from '@fm/core';
import type { Augmentation } from './sample-set.ts';

/**
 * Mirrors pictures left to right.
 *
 * @param probability - in [0, 1] @default 0.5
 * @example
 * ```ts
 * import { horizontalFlip } from '@fm/diffusion';
 *
 * const flip = horizontalFlip(1);
 * flip(Float32Array.of(1, 2, 3, 4), { shape: [1, 2, 2], random: Math.random }); // => Float32Array [2, 1, 4, 3]
 * ```
 */
export function horizontalFlip(probability = 0.5): Augmentation {
  return (sample, { shape, random }) => {
    if (random() >= probability) return sample;
    const width = shape.at(-1) as number;
    for (let row = 0; row < sample.length; row += width) sample.subarray(row, row + width).reverse();
    return sample;
  };
}

/**
 * Moves pictures by up to so many pixels in each direction; what comes in from outside is `fill`.
 *
 * @param pixels - a non-negative integer
 * @param fill - value of new pixels @default -1, black
 * @throws {ArgumentError} when `pixels` is something else
 * @example
 * ```ts
 * import { randomShift } from '@fm/diffusion';
 *
 * const shift = randomShift(1);
 * // Numbers near 1 move by the most: one pixel down and one to the right.
 * shift(Float32Array.of(1, 2, 3, 4), { shape: [1, 2, 2], random: () => 0.99 }); // => Float32Array [-1, -1, -1, 1]
 * ```
 */
export function randomShift(pixels: number, fill = -1): Augmentation {
  if (!Number.isInteger(pixels) || pixels < 0) {
    throw new ArgumentError('randomShift: pixels is out of range', {
      expected: 'a non-negative integer',
      received: `${pixels}`,
    });
  }
  return (sample, { shape, random }) => {
    const [height, width] = shape.slice(-2) as [number, number];
    const draw = (): number => Math.floor(random() * (2 * pixels + 1)) - pixels;
    const [down, across] = [draw(), draw()];
    return Float32Array.from(sample, (_, i) => {
      const x = (i % width) - across;
      const y = (Math.floor(i / width) % height) - down;
      const inside = x >= 0 && x < width && y >= 0 && y < height;
      return inside ? (sample[i - down * width - across] as number) : fill;
    });
  };
}

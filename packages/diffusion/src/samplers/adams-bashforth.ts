import type { HostTensor } from '@fm/core';

import type { WeightedTensor } from './linear-combination.ts';

/** Weights of the explicit Adams methods on an even grid, newest first, by the number of values known. */
const weights: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/**
 * The slope that an explicit Adams method of order up to 4 takes, as terms of a sum, from the slopes known so far.
 *
 * @param slopes - newest last, at least one; at most four are used
 * @param scale - factor of the slope
 */
export function adamsBashforth(slopes: readonly HostTensor<'f32'>[], scale: number): WeightedTensor[] {
  const used = slopes.slice(-4).reverse();
  const row = weights[used.length - 1] as readonly number[];
  return used.map((slope, i) => [scale * (row[i] as number), slope]);
}

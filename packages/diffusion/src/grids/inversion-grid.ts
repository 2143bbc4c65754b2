import type { NoiseSchedule } from '@fm/core';

import { type NoiseLevel, type SamplingGrid, samplingGrid } from './sampling-grid.ts';
import { noNoise } from './variance-preserving-grid.ts';

/** Options of {@link inversionGrid}. */
export interface InversionOptions {
  /** How far below its timestep a step begins. @default the distance of the first two timesteps */
  readonly stride?: number;
  /** Level of the sample that is inverted. @default data without noise */
  readonly start?: NoiseLevel;
}

/**
 * The grid of an inversion, from data to noise: a step to timestep `t` begins at `t - stride` and asks the network
 * about `t`. DDIM over it is DDIM inversion.
 *
 * @param timesteps - rising
 * @throws {ArgumentError} when there is no timestep, or the schedule does not know one
 * @see Mokady et al. 2023, "Null-text inversion for editing real images using guided diffusion models", section 3.1
 * @example
 * ```ts
 * import { ddim, inversionGrid, linearSchedule } from '@fm/diffusion';
 *
 * const grid = inversionGrid(linearSchedule(), [0, 250, 500, 750]);
 * ddim(grid).evaluations.map(({ timestep }) => timestep); // => [0, 250, 500, 750]
 * grid.points[0]?.sigma; // => 0
 * ```
 */
export function inversionGrid(
  schedule: NoiseSchedule,
  timesteps: readonly number[],
  { stride = (timesteps[1] ?? 1) - (timesteps[0] ?? 0), start = noNoise }: InversionOptions = {},
): SamplingGrid {
  const last = (schedule.trainingSteps ?? Number.POSITIVE_INFINITY) - 1;
  const level = (time: number): NoiseLevel =>
    time < 0 ? start : { alpha: schedule.alpha(time), sigma: schedule.sigma(time) };
  return samplingGrid({
    points: timesteps.map((timestep) => ({
      timestep,
      inputScale: 1,
      ...level(Math.min(timestep - stride, last)),
    })),
    end: level(timesteps.at(-1) ?? 0),
    initialScale: 1,
  });
}

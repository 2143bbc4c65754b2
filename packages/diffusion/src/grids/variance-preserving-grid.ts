import type { NoiseSchedule } from '@fm/core';

import { type NoiseLevel, type SamplingGrid, samplingGrid } from './sampling-grid.ts';

/** The level of data without noise. */
export const noNoise: NoiseLevel = Object.freeze({ alpha: 1, sigma: 0 });

/**
 * The grid at some timesteps of a schedule, samples being `alpha(t)·x0 + sigma(t)·noise` as the network sees them.
 *
 * @param timesteps - falling for sampling, rising for inversion
 * @param end - where the last step arrives; @default data without noise
 * @throws {ArgumentError} when there is no timestep, or the schedule does not know one
 * @example
 * ```ts
 * import { linearSchedule, trailingTimesteps, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 4));
 * grid.points.map(({ sigma }) => sigma); // => [1, 0.9983, 0.9599, 0.6899]
 * grid.end; // => { alpha: 1, sigma: 0 }
 * ```
 */
export function variancePreservingGrid(
  schedule: NoiseSchedule,
  timesteps: readonly number[],
  end: NoiseLevel = noNoise,
): SamplingGrid {
  const points = timesteps.map((timestep) => ({
    timestep,
    alpha: schedule.alpha(timestep),
    sigma: schedule.sigma(timestep),
    inputScale: 1,
  }));
  return samplingGrid({ points, end, initialScale: 1 });
}

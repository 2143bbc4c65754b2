import type { NoiseSchedule } from '@fm/core';

import { type NoiseLevel, type SamplingGrid, samplingGrid } from './sampling-grid.ts';

/** The level of data without noise. */
export const noNoise: NoiseLevel = Object.freeze({ alpha: 1, sigma: 0 });

/**
 * The grid at some timesteps of a schedule, samples being `alpha(t)·x0 + sigma(t)·noise` as the network sees them.
 *
 * @param timesteps - falling for sampling, rising for inversion
 * @param end - where the last step arrives; @default data without noise
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

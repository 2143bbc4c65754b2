import type { NoiseSchedule } from '@fm/core';

/** The variance-exploding schedule of EDM, whose time is the noise level itself: `alpha = 1`, `sigma(t) = t`. */
export const edmSchedule: NoiseSchedule = Object.freeze({
  name: 'edm',
  trainingSteps: undefined,
  alpha: () => 1,
  sigma: (t: number) => t,
});

/** Time that EDM's networks are given: `¼·ln sigma`. */
export function edmTime(sigma: number): number {
  return 0.25 * Math.log(sigma);
}

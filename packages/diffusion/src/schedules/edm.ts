import type { NoiseSchedule } from '@fm/core';

/**
 * The variance-exploding schedule of EDM, whose time is the noise level itself: `alpha = 1`, `sigma(t) = t`.
 *
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", table 1
 * @example
 * ```ts
 * import { edmSchedule } from '@fm/diffusion';
 *
 * [edmSchedule.alpha(80), edmSchedule.sigma(80)]; // => [1, 80]
 * ```
 */
export const edmSchedule: NoiseSchedule = Object.freeze({
  name: 'edm',
  trainingSteps: undefined,
  alpha: () => 1,
  sigma: (t: number) => t,
});

/**
 * Time that EDM's networks are given: `¼·ln sigma`.
 *
 * @param sigma - noise level, above 0
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", table 1
 * @example
 * ```ts
 * import { edmTime } from '@fm/diffusion';
 *
 * edmTime(80); // => 1.096
 * ```
 */
export function edmTime(sigma: number): number {
  return 0.25 * Math.log(sigma);
}

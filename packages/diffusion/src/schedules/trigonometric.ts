import type { NoiseSchedule } from '@fm/core';

/**
 * The continuous schedule on a circle: `alpha(t) = cos(πt/2)`, `sigma(t) = sin(πt/2)`, `t` in [0, 1].
 *
 * @see Lu and Song 2025, "Simplifying, stabilizing and scaling continuous-time consistency models", section 3
 * @example
 * ```ts
 * import { trigonometricSchedule } from '@fm/diffusion';
 *
 * trigonometricSchedule.alpha(1 / 3); // => 0.866
 * ```
 */
export const trigonometricSchedule: NoiseSchedule = Object.freeze({
  name: 'trigonometric',
  trainingSteps: undefined,
  alpha: (t: number) => Math.cos((t * Math.PI) / 2),
  sigma: (t: number) => Math.sin((t * Math.PI) / 2),
});

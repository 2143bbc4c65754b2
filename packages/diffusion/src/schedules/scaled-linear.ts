import { type DiscreteSchedule, discreteSchedule, rounding } from './discrete-schedule.ts';
import type { BetaRangeOptions } from './linear.ts';
import { linspace } from './linspace.ts';

/**
 * Variances whose roots grow linearly: `beta_t = (√betaStart + (√betaEnd - √betaStart)·t/(T - 1))²`, the schedule of
 * Stable Diffusion with its defaults 0.00085 and 0.012.
 *
 * @throws {ArgumentError} when a variance leaves [0, 1], or there is no timestep
 * @see Rombach et al. 2022, "High-resolution image synthesis with latent diffusion models"
 * @example
 * ```ts
 * import { scaledLinearSchedule } from '@fm/diffusion';
 *
 * const schedule = scaledLinearSchedule();
 * [0, 500, 999].map((t) => schedule.alpha(t).toFixed(4)); // => ['0.9996', '0.5257', '0.0683']
 * ```
 */
export function scaledLinearSchedule({
  trainingSteps = 1000,
  betaStart = 0.00085,
  betaEnd = 0.012,
  precision = 'f64',
}: BetaRangeOptions = {}): DiscreteSchedule {
  const round = rounding(precision);
  const roots = linspace(Math.sqrt(betaStart), Math.sqrt(betaEnd), trainingSteps, precision);
  return discreteSchedule(
    'scaled-linear',
    roots.map((root) => round(root * root)),
    { precision },
  );
}

import { type DiscreteSchedule, discreteSchedule, rounding } from './discrete-schedule.ts';
import type { BetaRangeOptions } from './linear.ts';
import { linspace } from './linspace.ts';

/**
 * Variances along a sigmoid: `beta_t = betaStart + (betaEnd - betaStart)·sigmoid(u)`, `u` from -6 to 6.
 *
 * @throws {ArgumentError} when a variance leaves [0, 1], or there is no timestep
 * @see Xu et al. 2022, "GeoDiff: a geometric diffusion model for molecular conformation generation"
 * @example
 * ```ts
 * import { sigmoidSchedule } from '@fm/diffusion';
 *
 * const schedule = sigmoidSchedule();
 * [0, 500, 999].map((t) => schedule.alpha(t).toFixed(4)); // => ['0.9999', '0.5467', '0.0063']
 * ```
 */
export function sigmoidSchedule({
  trainingSteps = 1000,
  betaStart = 0.0001,
  betaEnd = 0.02,
  precision = 'f64',
}: BetaRangeOptions = {}): DiscreteSchedule {
  const round = rounding(precision);
  const betas = linspace(-6, 6, trainingSteps, precision).map((u) => {
    const share = round(1 / (1 + Math.exp(-u)));
    return round(round(share * round(betaEnd - betaStart)) + round(betaStart));
  });
  return discreteSchedule('sigmoid', betas, { precision });
}

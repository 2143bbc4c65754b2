import { type BetaOptions, type DiscreteSchedule, discreteSchedule } from './discrete-schedule.ts';
import { linspace } from './linspace.ts';

/** Options of {@link linearSchedule} and its kin. */
export interface BetaRangeOptions extends BetaOptions {
  /** First variance. @default 0.0001 */
  readonly betaStart?: number;
  /** Last variance. @default 0.02 */
  readonly betaEnd?: number;
}

/**
 * Variances that grow linearly: `beta_t = betaStart + (betaEnd - betaStart)·t/(T - 1)`.
 *
 * @throws {ArgumentError} when a variance leaves [0, 1], or there is no timestep
 * @see Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", section 4
 * @example
 * ```ts
 * import { linearSchedule } from '@fm/diffusion';
 *
 * linearSchedule().alpha(999).toFixed(5); // => '0.00635'
 * ```
 */
export function linearSchedule({
  trainingSteps = 1000,
  betaStart = 0.0001,
  betaEnd = 0.02,
  precision = 'f64',
}: BetaRangeOptions = {}): DiscreteSchedule {
  return discreteSchedule('linear', linspace(betaStart, betaEnd, trainingSteps, precision), { precision });
}

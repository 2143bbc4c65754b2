import type { DiscreteSchedule } from './discrete-schedule.ts';
import { type AlphaBarOptions, scheduleFromAlphaBar } from './from-alpha-bar.ts';

/**
 * A Laplace distribution of log-SNR `l = -½·sign(½ - u)·ln(1 - 2|½ - u| + 1e-6)`, with `alpha(t)² = √(eˡ/(1 + eˡ))`
 * as diffusers has it.
 *
 * @throws {ArgumentError} when a variance leaves [0, 1], or there is no timestep
 * @see Hang et al. 2024, "Improved noise schedule for diffusion training", arXiv 2407.03297
 * @example
 * ```ts
 * import { laplaceSchedule } from '@fm/diffusion';
 *
 * const schedule = laplaceSchedule();
 * [0, 500, 999].map((t) => schedule.alpha(t).toFixed(4)); // => ['0.9894', '0.8410', '0.1778']
 * ```
 */
export function laplaceSchedule(options: AlphaBarOptions = {}): DiscreteSchedule {
  return scheduleFromAlphaBar('laplace', laplaceCurve, options);
}

function laplaceCurve(u: number): number {
  const side = 0.5 - u < 0 ? -1 : 1;
  const ratio = Math.exp(-0.5 * side * Math.log(1 - 2 * Math.abs(0.5 - u) + 1e-6));
  return Math.sqrt(ratio / (1 + ratio));
}

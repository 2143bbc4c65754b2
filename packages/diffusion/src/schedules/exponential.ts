import type { DiscreteSchedule } from './discrete-schedule.ts';
import { type AlphaBarOptions, scheduleFromAlphaBar } from './from-alpha-bar.ts';

/** Options of {@link exponentialSchedule}. */
export interface ExponentialOptions extends AlphaBarOptions {
  /** How fast the signal falls. @default 12 */
  readonly rate?: number;
}

/**
 * The exponential: `alpha(t)² = exp(-rate·t/T)`.
 *
 * @throws {ArgumentError} when a variance leaves [0, 1], or there is no timestep
 * @see https://github.com/huggingface/diffusers `betas_for_alpha_bar` with `exp`
 * @example
 * ```ts
 * import { exponentialSchedule } from '@fm/diffusion';
 *
 * const schedule = exponentialSchedule();
 * [0, 500, 999].map((t) => schedule.alpha(t).toFixed(4)); // => ['0.9940', '0.0495', '0.0025']
 * ```
 */
export function exponentialSchedule({ rate = 12, ...options }: ExponentialOptions = {}): DiscreteSchedule {
  return scheduleFromAlphaBar('exponential', (u) => Math.exp(-rate * u), options);
}

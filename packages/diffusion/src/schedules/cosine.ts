import type { DiscreteSchedule } from './discrete-schedule.ts';
import { type AlphaBarOptions, scheduleFromAlphaBar } from './from-alpha-bar.ts';

/** Options of {@link cosineSchedule}. */
export interface CosineOptions extends AlphaBarOptions {
  /** Shift that keeps the first variances from being too small. @default 0.008 */
  readonly shift?: number;
}

/**
 * The squared cosine: `alpha(t)² = cos²((t/T + s)/(1 + s)·π/2)`, diffusers' `squaredcos_cap_v2`.
 *
 * @throws {ArgumentError} when a variance leaves [0, 1], or there is no timestep
 * @see Nichol and Dhariwal 2021, "Improved denoising diffusion probabilistic models", equation 17
 * @example
 * ```ts
 * import { cosineSchedule } from '@fm/diffusion';
 *
 * const schedule = cosineSchedule();
 * [0, 500, 999].map((t) => schedule.alpha(t).toFixed(4)); // => ['1.0000', '0.7016', '0.0000']
 * ```
 */
export function cosineSchedule({ shift = 0.008, ...options }: CosineOptions = {}): DiscreteSchedule {
  const curve = (u: number): number => Math.cos((((u + shift) / (1 + shift)) * Math.PI) / 2) ** 2;
  return scheduleFromAlphaBar('cosine', curve, options);
}

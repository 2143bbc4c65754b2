import { type BetaOptions, type DiscreteSchedule, discreteSchedule } from './discrete-schedule.ts';

/** Options of schedules that are given by their cumulative product. */
export interface AlphaBarOptions extends BetaOptions {
  /** Largest variance of one step; keeps the last one below 1. @default 0.999 */
  readonly maxBeta?: number;
}

/**
 * The schedule whose `alpha(t)²` follows a curve: `beta_i = min(1 - f((i + 1)/T)/f(i/T), maxBeta)`.
 *
 * @param alphaBar - `f`, falling from about 1 at 0 to about 0 at 1
 * @throws {ArgumentError} when the curve rises, so that a variance leaves [0, 1]
 * @example
 * ```ts
 * import { scheduleFromAlphaBar } from '@fm/diffusion';
 *
 * const schedule = scheduleFromAlphaBar('line', (u) => 1 - u, { trainingSteps: 4, maxBeta: 0.9 });
 * schedule.betas; // => [0.25, 0.3333, 0.5, 0.9]
 * schedule.alphasCumulative; // => [0.75, 0.5, 0.25, 0.025]
 * ```
 */
export function scheduleFromAlphaBar(
  name: string,
  alphaBar: (u: number) => number,
  { trainingSteps = 1000, maxBeta = 0.999, precision = 'f64' }: AlphaBarOptions = {},
): DiscreteSchedule {
  const betas = Array.from({ length: trainingSteps }, (_, i) =>
    Math.min(1 - alphaBar((i + 1) / trainingSteps) / alphaBar(i / trainingSteps), maxBeta),
  );
  return discreteSchedule(name, betas, { precision });
}

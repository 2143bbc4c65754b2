import type { NoiseSchedule } from '@fm/core';

/** The straight path of flow matching: `alpha(t) = 1 - t`, `sigma(t) = t`, `t` in [0, 1]. */
export const flowMatchingSchedule: NoiseSchedule = Object.freeze({
  name: 'flow matching',
  trainingSteps: undefined,
  alpha: (t: number) => 1 - t,
  sigma: (t: number) => t,
});

/**
 * Moves times towards the noise: `shift·t/(1 + (shift - 1)·t)`. Larger images need a larger shift.
 *
 * @see Esser et al. 2024, "Scaling rectified flow transformers for high-resolution image synthesis", equation 23
 */
export function shiftTime(t: number, shift: number): number {
  return (shift * t) / (1 + (shift - 1) * t);
}

/** How {@link shiftTimeDynamically} reads `mu`. */
export type TimeShiftType = 'exponential' | 'linear';

/**
 * The shift as a function of the image's size: `m/(m + 1/t - 1)` with `m = eᵐᵘ` (exponential) or `m = mu` (linear).
 *
 * @param mu - see {@link dynamicShift}
 */
export function shiftTimeDynamically(t: number, mu: number, type: TimeShiftType = 'exponential'): number {
  const factor = type === 'exponential' ? Math.exp(mu) : mu;
  return factor / (factor + (1 / t - 1));
}

/** The line through two sizes of image that {@link dynamicShift} follows. */
export interface DynamicShiftOptions {
  /** @default 0.5 */
  readonly baseShift?: number;
  /** @default 1.15 */
  readonly maxShift?: number;
  /** @default 256 */
  readonly baseTokens?: number;
  /** @default 4096 */
  readonly maxTokens?: number;
}

/** `mu` of an image of `tokens` tokens: linear, `baseShift` at `baseTokens` and `maxShift` at `maxTokens`. */
export function dynamicShift(
  tokens: number,
  { baseShift = 0.5, maxShift = 1.15, baseTokens = 256, maxTokens = 4096 }: DynamicShiftOptions = {},
): number {
  const slope = (maxShift - baseShift) / (maxTokens - baseTokens);
  return baseShift + slope * (tokens - baseTokens);
}

/** Stretches falling times so that the last one is `terminal`: `1 - (1 - t)·(1 - terminal)/(1 - last)`. */
export function stretchToTerminal(times: readonly number[], terminal: number): number[] {
  const scale = (1 - (times.at(-1) ?? 0)) / (1 - terminal);
  return times.map((t) => 1 - (1 - t) / scale);
}

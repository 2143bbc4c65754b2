import type { NoiseSchedule } from '@fm/core';

/**
 * The straight path of flow matching: `alpha(t) = 1 - t`, `sigma(t) = t`, `t` in [0, 1].
 *
 * @see Lipman et al. 2023, "Flow matching for generative modeling", example II
 * @example
 * ```ts
 * import { flowMatchingSchedule } from '@fm/diffusion';
 *
 * [flowMatchingSchedule.alpha(0.25), flowMatchingSchedule.sigma(0.25)]; // => [0.75, 0.25]
 * ```
 */
export const flowMatchingSchedule: NoiseSchedule = Object.freeze({
  name: 'flow matching',
  trainingSteps: undefined,
  alpha: (t: number) => 1 - t,
  sigma: (t: number) => t,
});

/**
 * Moves times towards the noise: `shift·t/(1 + (shift - 1)·t)`. Larger images need a larger shift.
 *
 * @param t - in [0, 1]
 * @param shift - positive; 1 leaves times as they are
 * @see Esser et al. 2024, "Scaling rectified flow transformers for high-resolution image synthesis", equation 23
 * @example
 * ```ts
 * import { shiftTime } from '@fm/diffusion';
 *
 * [1, 0.5, 0].map((t) => shiftTime(t, 3)); // => [1, 0.75, 0]
 * ```
 */
export function shiftTime(t: number, shift: number): number {
  return (shift * t) / (1 + (shift - 1) * t);
}

/** How {@link shiftTimeDynamically} reads `mu`. */
export type TimeShiftType = 'exponential' | 'linear';

/**
 * The shift as a function of the image's size: `m/(m + 1/t - 1)` with `m = eᵐᵘ` (exponential) or `m = mu` (linear).
 *
 * @param t - in (0, 1]
 * @param mu - see {@link dynamicShift}
 * @param type - how `mu` becomes the factor. @default 'exponential'
 * @see https://github.com/black-forest-labs/flux `time_shift`
 * @example
 * ```ts
 * import { dynamicShift, shiftTimeDynamically } from '@fm/diffusion';
 *
 * shiftTimeDynamically(0.5, dynamicShift(1024)); // => 0.6525
 * ```
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

/**
 * `mu` of an image of `tokens` tokens: linear, `baseShift` at `baseTokens` and `maxShift` at `maxTokens`.
 *
 * @param tokens - patches of the image that the transformer sees
 * @see https://github.com/black-forest-labs/flux `get_lin_function`
 * @example
 * ```ts
 * import { dynamicShift } from '@fm/diffusion';
 *
 * [256, 1024, 4096].map((tokens) => dynamicShift(tokens)); // => [0.5, 0.63, 1.15]
 * ```
 */
export function dynamicShift(
  tokens: number,
  { baseShift = 0.5, maxShift = 1.15, baseTokens = 256, maxTokens = 4096 }: DynamicShiftOptions = {},
): number {
  const slope = (maxShift - baseShift) / (maxTokens - baseTokens);
  return baseShift + slope * (tokens - baseTokens);
}

/**
 * Stretches falling times so that the last one is `terminal`: `1 - (1 - t)·(1 - terminal)/(1 - last)`.
 *
 * @param times - falling, in [0, 1]
 * @param terminal - in [0, 1)
 * @example
 * ```ts
 * import { stretchToTerminal } from '@fm/diffusion';
 *
 * stretchToTerminal([1, 0.6, 0.2], 0.1); // => [1, 0.55, 0.1]
 * ```
 */
export function stretchToTerminal(times: readonly number[], terminal: number): number[] {
  const scale = (1 - (times.at(-1) ?? 0)) / (1 - terminal);
  return times.map((t) => 1 - (1 - t) / scale);
}

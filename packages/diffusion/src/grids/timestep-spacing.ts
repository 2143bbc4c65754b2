/**
 * `count` timesteps evenly spaced from `trainingSteps - 1` to 0, both included; not rounded. A single one is 0.
 *
 * @see Lin et al. 2024, "Common diffusion noise schedules and sample steps are flawed", table 2
 * @example
 * ```ts
 * import { linspaceTimesteps } from '@fm/diffusion';
 *
 * linspaceTimesteps(1000, 4); // => [999, 666, 333, 0]
 * ```
 */
export function linspaceTimesteps(trainingSteps: number, count: number): number[] {
  const last = trainingSteps - 1;
  const step = last / (count - 1);
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, i) => (i === 0 ? last : (count - 1 - i) * step));
}

/**
 * Multiples of `⌊trainingSteps/count⌋` from the highest to 0, plus `offset`.
 *
 * @param offset - added to each, 1 for Stable Diffusion. @default 0
 * @see Lin et al. 2024, "Common diffusion noise schedules and sample steps are flawed", table 2
 * @example
 * ```ts
 * import { leadingTimesteps } from '@fm/diffusion';
 *
 * leadingTimesteps(1000, 4, 1); // => [751, 501, 251, 1]
 * ```
 */
export function leadingTimesteps(trainingSteps: number, count: number, offset = 0): number[] {
  const ratio = Math.floor(trainingSteps / count);
  return Array.from({ length: count }, (_, i) => (count - 1 - i) * ratio + offset);
}

/**
 * `trainingSteps - i·trainingSteps/count`, rounded, minus 1: begins at the last timestep and does not reach 0.
 *
 * @see Lin et al. 2024, "Common diffusion noise schedules and sample steps are flawed", table 2
 * @example
 * ```ts
 * import { trailingTimesteps } from '@fm/diffusion';
 *
 * trailingTimesteps(1000, 4); // => [999, 749, 499, 249]
 * ```
 */
export function trailingTimesteps(trainingSteps: number, count: number): number[] {
  const ratio = trainingSteps / count;
  // The number of points and the stride are those of numpy's `arange(trainingSteps, 0, -ratio)`.
  const length = Math.ceil(trainingSteps / ratio);
  const stride = trainingSteps - (trainingSteps - ratio);
  return Array.from({ length }, (_, i) => roundHalfEven(trainingSteps - i * stride) - 1);
}

/** The nearest integer; a half goes to the even one, as in numpy and PyTorch. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

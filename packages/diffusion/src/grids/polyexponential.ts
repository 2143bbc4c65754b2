import { linspace } from '../schedules/linspace.ts';
import type { SigmaRange } from './karras.ts';

/**
 * Noise levels polynomial in `ln sigma`: `exp(ln sigmaMin + u^rho·(ln sigmaMax - ln sigmaMin))`, `u` from 1 to 0.
 *
 * @param count - number of levels, a positive integer
 * @param rho - 1 is the exponential grid; larger puts more levels near `sigmaMin`. @default 1
 * @see https://github.com/crowsonkb/k-diffusion `get_sigmas_polyexponential`
 * @example
 * ```ts
 * import { polyexponentialSigmas } from '@fm/diffusion';
 *
 * polyexponentialSigmas(3, { sigmaMin: 0.1, sigmaMax: 10 }, 2); // => [10, 0.3162, 0.1]
 * ```
 */
export function polyexponentialSigmas(count: number, { sigmaMin, sigmaMax }: SigmaRange, rho = 1): number[] {
  const [low, high] = [Math.log(sigmaMin), Math.log(sigmaMax)];
  return linspace(1, 0, count).map((u) => Math.exp(low + u ** rho * (high - low)));
}

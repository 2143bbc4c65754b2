import { linspace } from '../schedules/linspace.ts';
import type { SigmaRange } from './karras.ts';

/**
 * Noise levels evenly spaced in `ln sigma`, from `sigmaMax` down to `sigmaMin`.
 *
 * @param count - number of levels, a positive integer
 * @example
 * ```ts
 * import { exponentialSigmas } from '@fm/diffusion';
 *
 * exponentialSigmas(3, { sigmaMin: 0.1, sigmaMax: 10 }); // => [10, 1, 0.1]
 * ```
 */
export function exponentialSigmas(count: number, { sigmaMin, sigmaMax }: SigmaRange): number[] {
  return linspace(Math.log(sigmaMax), Math.log(sigmaMin), count).map(Math.exp);
}

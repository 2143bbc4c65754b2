import { linspace } from '../schedules/linspace.ts';
import { betaQuantile } from './beta-quantile.ts';
import type { SigmaRange } from './karras.ts';

/**
 * Noise levels at quantiles of a beta distribution: dense at both ends.
 *
 * @param count - number of levels, a positive integer
 * @param shape - both parameters of the distribution; @default 0.6
 * @see Lee et al. 2024, "Beta sampling is all you need", arXiv 2407.12173
 * @example
 * ```ts
 * import { betaSigmas } from '@fm/diffusion';
 *
 * betaSigmas(5, { sigmaMin: 0.1, sigmaMax: 10 }); // => [10, 8.261, 5.05, 1.839, 0.1]
 * ```
 */
export function betaSigmas(count: number, { sigmaMin, sigmaMax }: SigmaRange, shape = 0.6): number[] {
  return linspace(0, 1, count).map(
    (u) => sigmaMin + betaQuantile(1 - u, shape, shape) * (sigmaMax - sigmaMin),
  );
}

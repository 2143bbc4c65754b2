import { linspace } from '../schedules/linspace.ts';

/** Ends of a grid of noise levels. */
export interface SigmaRange {
  /** Lowest noise level, above 0. */
  readonly sigmaMin: number;
  /** Highest noise level. */
  readonly sigmaMax: number;
}

/**
 * Noise levels evenly spaced in `sigma^(1/rho)`, from `sigmaMax` down to `sigmaMin`.
 *
 * @param count - number of levels, a positive integer
 * @param rho - 7 in the paper; larger puts more levels near `sigmaMin`
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", equation 5
 * @example
 * ```ts
 * import { karrasSigmas } from '@fm/diffusion';
 *
 * karrasSigmas(4, { sigmaMin: 0.1, sigmaMax: 10 }); // => [10, 2.934, 0.6629, 0.1]
 * ```
 */
export function karrasSigmas(count: number, { sigmaMin, sigmaMax }: SigmaRange, rho = 7): number[] {
  const [low, high] = [sigmaMin ** (1 / rho), sigmaMax ** (1 / rho)];
  return linspace(0, 1, count).map((u) => (high + u * (low - high)) ** rho);
}

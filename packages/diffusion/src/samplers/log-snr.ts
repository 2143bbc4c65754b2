import type { NoiseLevel } from '../grids/sampling-grid.ts';

/** Half the logarithm of the signal-to-noise ratio, `λ = ln(alpha/sigma)`; ±∞ where one of them is 0. */
export function logSnr({ alpha, sigma }: NoiseLevel): number {
  return Math.log(alpha) - Math.log(sigma);
}

import { add, power } from '@fm/core';
import type { LossWeighting } from './loss-weighting.ts';

/** Options of {@link p2}. */
export interface P2Options {
  /** `k`, positive. @default 1 */
  readonly k?: number;
  /** `γ`; 0 weighs all samples alike. @default 1 */
  readonly gamma?: number;
}

/**
 * Takes weight from nearly clean samples: `1 / (k + SNR)^γ`.
 *
 * @see Choi et al. 2022, "Perception Prioritized Training of Diffusion Models", equation 8
 */
export function p2({ k = 1, gamma = 1 }: P2Options = {}): LossWeighting {
  return (signalToNoise) => power(add(signalToNoise, k), -gamma);
}

import { add, ArgumentError, power } from '@fm/core';
import { requirePositive } from '../require-positive.ts';
import type { LossWeighting } from './loss-weighting.ts';

/** Options of {@link p2}. */
export interface P2Options {
  /** `k`, positive. @default 1 */
  readonly k?: number;
  /** `γ`, at least 0, which weighs all samples alike. @default 1 */
  readonly gamma?: number;
}

/**
 * Takes weight from nearly clean samples: `1 / (k + SNR)^γ`.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Choi et al. 2022, "Perception Prioritized Training of Diffusion Models", equation 8
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 * import { p2 } from '@fm/diffusion';
 *
 * const weighting = p2();
 * const weigh = compile(({ snr }: { snr: Tensor }) => ({ weights: weighting(snr) }), { backend: referenceBackend() });
 * const { weights } = await weigh({ snr: hostTensor('f32', [0, 1, 20]) });
 * (await weights.read()).data; // => Float32Array [1, 0.5, 0.04762]
 * ```
 */
export function p2({ k = 1, gamma = 1 }: P2Options = {}): LossWeighting {
  requirePositive('p2', { k });
  if (!(gamma >= 0 && Number.isFinite(gamma))) {
    throw new ArgumentError('p2: gamma is out of range', { expected: 'at least 0', received: `${gamma}` });
  }
  return (signalToNoise) => power(add(signalToNoise, k), -gamma);
}

import { divide, minimum } from '@fm/core';
import { requirePositive } from '../require-positive.ts';
import type { LossWeighting } from './loss-weighting.ts';

/**
 * Caps the weight of nearly clean samples: `min(SNR, γ) / SNR` for noise prediction, `min(SNR, γ)` for the data,
 * `min(SNR, γ) / (SNR + 1)` for the velocity.
 *
 * @param gamma - `γ`, positive @default 5
 * @throws {ArgumentError} when gamma is not positive
 * @see Hang et al. 2023, "Efficient Diffusion Training via Min-SNR Weighting Strategy", section 3.4
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 * import { minSnr } from '@fm/diffusion';
 *
 * const weighting = minSnr(5);
 * const weigh = compile(({ snr }: { snr: Tensor }) => ({ weights: weighting(snr) }), { backend: referenceBackend() });
 * const { weights } = await weigh({ snr: hostTensor('f32', [0, 1, 20]) });
 * (await weights.read()).data; // => Float32Array [1, 1, 0.25]
 * ```
 */
export function minSnr(gamma = 5): LossWeighting {
  requirePositive('minSnr', { gamma });
  // Written so that pure noise (SNR 0) gets 1.
  return (signalToNoise) => minimum(divide(gamma, signalToNoise), 1);
}

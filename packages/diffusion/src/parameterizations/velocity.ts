import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts `v = alpha·noise - sigma·x0`, both scaled so that `alpha² + sigma² = 1`:
 * with `r = √(alpha² + sigma²)`, `denoised = (alpha/r·sample - sigma·raw)/r` and `noise = (sigma/r·sample + alpha·raw)/r`.
 *
 * @see Salimans and Ho 2022, "Progressive distillation for fast sampling of diffusion models", appendix D
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { velocityPrediction } from '@fm/diffusion';
 *
 * // 0.6·x0 + 0.8·noise with x0 = 1 and noise = 2; the velocity is 0.6·2 - 0.8·1.
 * const sample = hostTensor('f32', [2.2], [1, 1]);
 * const request = { sample, timestep: 500, alpha: 0.6, sigma: 0.8, inputScale: 1 };
 * const raw = hostTensor('f32', [0.4], [1, 1]);
 * velocityPrediction.predict(raw, request).denoised.data; // => Float32Array [1]
 * ```
 */
export const velocityPrediction: Parameterization = linearParameterization('velocity', ({ alpha, sigma }) => {
  const square = alpha * alpha + sigma * sigma;
  const root = Math.sqrt(square);
  return [alpha / square, -sigma / root, sigma / square, alpha / root];
});

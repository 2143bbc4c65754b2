import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts the noise: `denoised = (sample - sigma·raw) / alpha`, `noise = raw`.
 *
 * @see Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", equation 15
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { epsilonPrediction } from '@fm/diffusion';
 *
 * // 0.6·x0 + 0.8·noise with x0 = 1 and noise = 2.
 * const sample = hostTensor('f32', [2.2], [1, 1]);
 * const request = { sample, timestep: 500, alpha: 0.6, sigma: 0.8, inputScale: 1 };
 * const raw = hostTensor('f32', [2], [1, 1]);
 * epsilonPrediction.predict(raw, request).denoised.data; // => Float32Array [1]
 * ```
 */
export const epsilonPrediction: Parameterization = linearParameterization('epsilon', ({ alpha, sigma }) => [
  1 / alpha,
  -sigma / alpha,
  0,
  1,
]);

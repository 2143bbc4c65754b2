import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts `raw = x0 - noise`, the flow towards the data: `denoised = (sample + sigma·raw)/(alpha + sigma)`,
 * `noise = (sample - alpha·raw)/(alpha + sigma)`.
 *
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { reversedFlowPrediction } from '@fm/diffusion';
 *
 * // 0.2·x0 + 0.8·noise with x0 = 1 and noise = 2.
 * const sample = hostTensor('f32', [1.8], [1, 1]);
 * const request = { sample, timestep: 800, alpha: 0.2, sigma: 0.8, inputScale: 1 };
 * const raw = hostTensor('f32', [-1], [1, 1]);
 * reversedFlowPrediction.predict(raw, request).denoised.data; // => Float32Array [1]
 * ```
 */
export const reversedFlowPrediction: Parameterization = linearParameterization(
  'reversed flow',
  ({ alpha, sigma }) => {
    const sum = alpha + sigma;
    return [1 / sum, sigma / sum, 1 / sum, -alpha / sum];
  },
);

import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts the data: `denoised = raw`, `noise = (sample - alpha·raw) / sigma`.
 *
 * @see Salimans and Ho 2022, "Progressive distillation for fast sampling of diffusion models", section 4
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { dataPrediction } from '@fm/diffusion';
 *
 * // 0.6·x0 + 0.8·noise with x0 = 1 and noise = 2.
 * const sample = hostTensor('f32', [2.2], [1, 1]);
 * const request = { sample, timestep: 500, alpha: 0.6, sigma: 0.8, inputScale: 1 };
 * const raw = hostTensor('f32', [1], [1, 1]);
 * dataPrediction.predict(raw, request).noise.data; // => Float32Array [2]
 * ```
 */
export const dataPrediction: Parameterization = linearParameterization('sample', ({ alpha, sigma }) => [
  0,
  1,
  1 / sigma,
  -alpha / sigma,
]);

import type { Parameterization } from './parameterization.ts';

/**
 * Clips the estimate of the data to [-range, range]; the noise estimate stays as it is.
 *
 * @param range - @default 1
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { clipped, dataPrediction } from '@fm/diffusion';
 *
 * // 0.6·x0 + 0.8·noise with x0 = 1 and noise = 2.
 * const sample = hostTensor('f32', [2.2], [1, 1]);
 * const request = { sample, timestep: 500, alpha: 0.6, sigma: 0.8, inputScale: 1 };
 * const raw = hostTensor('f32', [3], [1, 1]);
 * clipped(dataPrediction).predict(raw, request).denoised.data; // => Float32Array [1]
 * ```
 */
export function clipped(parameterization: Parameterization, range = 1): Parameterization {
  return Object.freeze({
    name: `${parameterization.name}, clipped`,
    predict(...inputs: Parameters<Parameterization['predict']>) {
      const prediction = parameterization.predict(...inputs);
      const { data } = prediction.denoised;
      for (let i = 0; i < data.length; i++) {
        const value = data[i] as number;
        if (value > range) data[i] = range;
        else if (value < -range) data[i] = -range;
      }
      return prediction;
    },
  });
}

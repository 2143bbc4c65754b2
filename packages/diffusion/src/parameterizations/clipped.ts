import type { Parameterization } from './parameterization.ts';

/**
 * Clips the estimate of the data to [-range, range]; the noise estimate stays as it is.
 *
 * @param range - @default 1
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

import type { Parameterization } from './parameterization.ts';

/** Options of {@link thresholded}. */
export interface ThresholdOptions {
  /** Share of an image's values that stay inside the threshold, in [0, 1]. @default 0.995 */
  readonly ratio?: number;
  /** Highest threshold. @default 1 */
  readonly maximum?: number;
}

/**
 * Dynamic thresholding of the data estimate, image by image: with `s` the `ratio`-quantile of `|x0|`, clamped to
 * [1, maximum], values are clipped to [-s, s] and divided by `s`. The noise estimate stays as it is.
 *
 * @see Saharia et al. 2022, "Photorealistic text-to-image diffusion models", section 2.3
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { dataPrediction, thresholded } from '@fm/diffusion';
 *
 * // One image of three numbers: the threshold, here nearly 4, becomes 1.
 * const sample = hostTensor('f32', [1, 1, 1], [1, 3]);
 * const request = { sample, timestep: 500, alpha: 0.6, sigma: 0.8, inputScale: 1 };
 * const raw = hostTensor('f32', [4, 2, -1], [1, 3]);
 * const { denoised } = thresholded(dataPrediction, { maximum: 4 }).predict(raw, request);
 * denoised.data; // => Float32Array [1, 0.5025, -0.2513]
 * ```
 */
export function thresholded(
  parameterization: Parameterization,
  { ratio = 0.995, maximum = 1 }: ThresholdOptions = {},
): Parameterization {
  return Object.freeze({
    name: `${parameterization.name}, thresholded`,
    predict(...inputs: Parameters<Parameterization['predict']>) {
      const prediction = parameterization.predict(...inputs);
      const { data, shape } = prediction.denoised;
      const size = data.length / Math.max(shape[0] ?? 1, 1);
      for (let start = 0; start < data.length; start += size) {
        thresholdImage(data.subarray(start, start + size), ratio, maximum);
      }
      return prediction;
    },
  });
}

function thresholdImage(image: Float32Array, ratio: number, maximum: number): void {
  const sorted = image.map(Math.abs).sort();
  const position = ratio * (sorted.length - 1);
  const low = Math.floor(position);
  const [a, b] = [sorted[low] as number, sorted[Math.min(low + 1, sorted.length - 1)] as number];
  const threshold = Math.min(Math.max(a + (position - low) * (b - a), 1), maximum);
  for (let i = 0; i < image.length; i++) {
    image[i] = Math.min(Math.max(image[i] as number, -threshold), threshold) / threshold;
  }
}

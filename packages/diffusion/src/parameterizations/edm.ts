import { linearParameterization, type Parameterization } from './parameterization.ts';

/** Options of {@link edmPrediction}. */
export interface EdmPredictionOptions {
  /** Standard deviation of the data. @default 0.5 */
  readonly sigmaData?: number;
  /** Sign of the output: networks that call it a velocity have -1. @default 1 */
  readonly sign?: 1 | -1;
}

/**
 * EDM's preconditioning of samples `x0 + sigma·noise`, `d` the deviation of the data:
 * `denoised = d²/(sigma² + d²)·sample + sigma·d/√(sigma² + d²)·raw`, `noise = (sample - denoised)/sigma`.
 *
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", table 1
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { edmPrediction } from '@fm/diffusion';
 *
 * // Where noise and data are equally strong, half of the sample is kept: ½·1 + 0.5/√2·1.
 * const sample = hostTensor('f32', [1], [1, 1]);
 * const request = { sample, timestep: 0, alpha: 1, sigma: 0.5, inputScale: 1 };
 * const raw = hostTensor('f32', [1], [1, 1]);
 * edmPrediction({ sigmaData: 0.5 }).predict(raw, request).denoised.data; // => Float32Array [0.8536]
 * ```
 */
export function edmPrediction({ sigmaData = 0.5, sign = 1 }: EdmPredictionOptions = {}): Parameterization {
  return linearParameterization('edm', ({ sigma }) => {
    const square = sigma ** 2 + sigmaData ** 2;
    const skip = sigmaData ** 2 / square;
    const out = (sign * sigma * sigmaData) / Math.sqrt(square);
    return [skip, out, (1 - skip) / sigma, -out / sigma];
  });
}

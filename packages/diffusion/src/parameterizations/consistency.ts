import { linearParameterization, type Parameterization } from './parameterization.ts';

/** Options of {@link consistencyPrediction}. */
export interface ConsistencyOptions {
  /** Noise level at which the model is the identity. @default 0.002 */
  readonly sigmaMin?: number;
  /** Standard deviation of the data. @default 0.5 */
  readonly sigmaData?: number;
}

/**
 * A consistency model: EDM's preconditioning, shifted so that the model is the identity at `sigmaMin`:
 * `denoised = d²/((sigma - sigmaMin)² + d²)·sample + (sigma - sigmaMin)·d/√(sigma² + d²)·raw`.
 *
 * @see Song et al. 2023, "Consistency models", appendix C
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { consistencyPrediction } from '@fm/diffusion';
 *
 * // At `sigmaMin` the model is the identity, whatever the network says.
 * const sample = hostTensor('f32', [2.2], [1, 1]);
 * const request = { sample, timestep: 0, alpha: 1, sigma: 0.002, inputScale: 1 };
 * const raw = hostTensor('f32', [3], [1, 1]);
 * consistencyPrediction().predict(raw, request).denoised.data; // => Float32Array [2.2]
 * ```
 */
export function consistencyPrediction({
  sigmaMin = 0.002,
  sigmaData = 0.5,
}: ConsistencyOptions = {}): Parameterization {
  return linearParameterization('consistency', ({ sigma }) => {
    const skip = sigmaData ** 2 / ((sigma - sigmaMin) ** 2 + sigmaData ** 2);
    const out = ((sigma - sigmaMin) * sigmaData) / Math.sqrt(sigma ** 2 + sigmaData ** 2);
    return [skip, out, (1 - skip) / sigma, -out / sigma];
  });
}

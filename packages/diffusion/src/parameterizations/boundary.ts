import type { Parameterization } from './parameterization.ts';

/** Options of {@link boundaryScaled}. */
export interface BoundaryOptions {
  /** Factor of the timestep; larger brings the model sooner to its own estimate. @default 10 */
  readonly timestepScaling?: number;
  /** @default 0.5 */
  readonly sigmaData?: number;
}

/**
 * The boundary condition of latent consistency models, `s` the scaled timestep and `d` the deviation of the data:
 * `denoised = s/√(s² + d²)·estimate + d²/(s² + d²)·sample`.
 *
 * @see Luo et al. 2023, "Latent consistency models", equation 9
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { boundaryScaled, dataPrediction } from '@fm/diffusion';
 *
 * // At the first timestep the model is the identity, whatever the network says.
 * const sample = hostTensor('f32', [2.2], [1, 1]);
 * const request = { sample, timestep: 0, alpha: 1, sigma: 0.01, inputScale: 1 };
 * const raw = hostTensor('f32', [3], [1, 1]);
 * boundaryScaled(dataPrediction).predict(raw, request).denoised.data; // => Float32Array [2.2]
 * ```
 */
export function boundaryScaled(
  parameterization: Parameterization,
  { timestepScaling = 10, sigmaData = 0.5 }: BoundaryOptions = {},
): Parameterization {
  return Object.freeze({
    name: `${parameterization.name}, with boundary condition`,
    predict(...[raw, request, into]: Parameters<Parameterization['predict']>) {
      const prediction = parameterization.predict(raw, request, into);
      const scaled = request.timestep * timestepScaling;
      const square = scaled ** 2 + sigmaData ** 2;
      const [out, skip] = [scaled / Math.sqrt(square), sigmaData ** 2 / square];
      const { data } = prediction.denoised;
      for (let i = 0; i < data.length; i++) {
        data[i] = out * (data[i] as number) + skip * (request.sample.data[i] as number);
      }
      return prediction;
    },
  });
}

import type { HostTensor, NoiseLevelRequest, Prediction } from '@fm/core';

import type { NoiseLevel } from '../grids/sampling-grid.ts';

/** Data whose elements are independent and normal: the best denoiser and the flow are known in closed form. */
export interface GaussianData {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The exact prediction for Gaussian data of deviation `d`:
 * `denoised = mean + alpha·d²/(alpha²d² + sigma²)·(sample - alpha·mean)`, and the noise that goes with it.
 */
export function gaussianPrediction(
  { mean, deviation }: GaussianData,
  request: NoiseLevelRequest,
): Prediction {
  const { sample, alpha, sigma } = request;
  const gain = (alpha * deviation ** 2) / (alpha ** 2 * deviation ** 2 + sigma ** 2);
  const denoised = sample.data.map((x) => mean + gain * (x - alpha * mean));
  // Straight from the sample: near the data the difference of two float32 numbers says little about the noise.
  const share = (1 - alpha * gain) / sigma;
  const noise = sample.data.map((x) => share * (x - alpha * mean));
  return { denoised: { ...sample, data: denoised }, noise: { ...sample, data: noise } };
}

/** Where the probability-flow ODE takes a sample from one noise level to another: it keeps the rank of each value. */
export function gaussianFlow(
  { mean, deviation }: GaussianData,
  from: NoiseLevel,
  to: NoiseLevel,
  sample: HostTensor<'f32'>,
): Float64Array {
  const spread = ({ alpha, sigma }: NoiseLevel): number => Math.hypot(alpha * deviation, sigma);
  const ratio = spread(to) / spread(from);
  return Float64Array.from(sample.data, (x) => to.alpha * mean + ratio * (x - from.alpha * mean));
}

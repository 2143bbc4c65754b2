import type { HostTensor, Prediction } from '@fm/core';

import type { NoiseLevel } from '../grids/sampling-grid.ts';

/**
 * What a multistep sampler extrapolates: the data estimate, the network's noise estimate, or the noise that belongs to
 * the (clipped or thresholded) data estimate.
 */
export type SamplerOutput = 'denoised' | 'noise' | 'noise-from-denoised';

/** Earlier outputs, the newest first. */
export type OutputHistory = readonly HostTensor<'f32'>[];

/** What {@link recordOutput} records. */
export interface RecordedOutput {
  readonly kind: SamplerOutput;
  readonly prediction: Prediction;
  readonly sample: HostTensor<'f32'>;
  /** Noise level of the sample. */
  readonly level: NoiseLevel;
  /** Outputs to keep, this one included. */
  readonly length: number;
}

/** The history with a copy of the newest output before the others. */
export function recordOutput(
  history: OutputHistory,
  { kind, prediction, sample, level, length }: RecordedOutput,
): readonly [HostTensor<'f32'>, ...OutputHistory] {
  const { shape } = sample;
  if (kind !== 'noise-from-denoised') {
    const { data } = prediction[kind];
    return [{ dtype: 'f32', shape, data: data.slice() }, ...history.slice(0, length - 1)];
  }
  const { alpha, sigma } = level;
  const data = new Float32Array(sample.data.length);
  const [x, denoised] = [sample.data, prediction.denoised.data];
  for (let i = 0; i < data.length; i++)
    data[i] = ((x[i] as number) - alpha * (denoised[i] as number)) / sigma;
  return [{ dtype: 'f32', shape, data }, ...history.slice(0, length - 1)];
}

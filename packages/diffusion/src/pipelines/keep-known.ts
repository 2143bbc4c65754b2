import type { HostTensor, NoiseLevelRequest, Prediction, Sampler, SamplerInit } from '@fm/core';

import type { NoiseLevel } from '../grids/sampling-grid.ts';
import type { ImageState } from './run-plan.ts';

/** What {@link keepKnown} keeps. */
export interface KnownRegion {
  /** The data, `f32[batch, ...]`. */
  readonly known: HostTensor<'f32'>;
  /** 0 where the data is known and 1 elsewhere, `f32[batch, ...]`. */
  readonly mask: HostTensor<'f32'>;
  /** Noise of the known region, the same at all levels, `f32[batch, ...]`. */
  readonly noise: HostTensor<'f32'>;
}

/**
 * A sampler around a sampler, whose sample agrees with known data wherever the mask is 0: before each evaluation that
 * region becomes `alpha·known + sigma·noise` at the evaluation's noise level, and after the last one the data itself.
 *
 * @see Lugmayr et al. 2022, "RePaint", equation 8, here with one noise for all levels, as diffusers' inpainting
 * pipelines have it; resampling is {@link resampled}
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { ddim, keepKnown, linearSchedule, predictionBuffers, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), [500]);
 * const sampler = keepKnown(ddim(grid), {
 *   known: hostTensor('f32', [0.5, 9], [1, 2]),
 *   mask: hostTensor('f32', [0, 1], [1, 2]),
 *   noise: hostTensor('f32', [1, 1], [1, 2]),
 * });
 * const start = sampler.init(hostTensor('f32', [1, 1], [1, 2]));
 * sampler.next(start, predictionBuffers([1, 2])).sample.data; // => Float32Array [0.5, 0]
 * ```
 */
export function keepKnown(sampler: Sampler<ImageState>, region: KnownRegion): Sampler<ImageState> {
  const aligned = (state: ImageState, level: NoiseLevel): ImageState => {
    return { ...state, sample: replaceKnown(state.sample, region, level) };
  };
  return Object.freeze({
    ...sampler,
    name: `${sampler.name}, known region kept`,
    init: (sample: HostTensor, options?: SamplerInit) => sampler.init(sample, options),
    request(state: ImageState): NoiseLevelRequest | undefined {
      const request = sampler.request(state);
      return request && { ...request, sample: aligned(state, request).sample };
    },
    next(state: ImageState, prediction: Prediction): ImageState {
      const request = sampler.request(state);
      const after = sampler.next(request === undefined ? state : aligned(state, request), prediction);
      const over = sampler.request(after) === undefined;
      return over ? aligned(after, { alpha: 1, sigma: 0 }) : after;
    },
  });
}

function replaceKnown(
  sample: HostTensor<'f32'>,
  { known, mask, noise }: KnownRegion,
  { alpha, sigma }: NoiseLevel,
): HostTensor<'f32'> {
  const data = sample.data.map((x, i) =>
    mask.data[i] === 0 ? alpha * (known.data[i] as number) + sigma * (noise.data[i] as number) : x,
  );
  return { ...sample, data };
}

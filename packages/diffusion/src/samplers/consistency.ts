import { type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/** Options of {@link consistency}. */
export interface ConsistencySamplerOptions {
  /** Noise level of the data itself, which every sample keeps. @default 0 */
  readonly sigmaMin?: number;
  /** Factor of the noise. @default 1 */
  readonly noiseScale?: number;
  /** @default torchNoise */
  readonly noise?: NoiseSource;
}

/**
 * Multistep consistency sampling: every step goes all the way to the data and back up with fresh noise,
 * `x' = alpha'·denoised + s·√(sigma'² - sigmaMin²)·z`; the last one stays at the data.
 *
 * Serves consistency models, latent consistency models and the stochastic sampling of flow matching.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @see Song et al. 2023, "Consistency models", algorithm 1; Luo et al. 2023, "Latent consistency models", algorithm 3
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { consistency, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const grid = varianceExplodingGrid([80, 5, 0.5, 0], [80, 5, 0.5]);
 * // The consistency function of standard normal data, x/√(1 + sigma²): the network's input itself.
 * const denoiser: Denoiser = {
 *   name: 'normal',
 *   prediction: 'sample',
 *   sampleShape: [1],
 *   predict: async (input) => input.sample,
 * };
 * const run = sample({ sampler: consistency(grid), denoiser, sample: hostTensor('f32', [80], [1, 1]), seed: 0 });
 * (await run.result).data; // => Float32Array [1.396]
 * ```
 */
export function consistency(
  grid: SamplingGrid,
  { sigmaMin = 0, noiseScale = 1, noise = torchNoise }: ConsistencySamplerOptions = {},
): PlannedSampler<null> {
  const steps = grid.points.map((_, i) => {
    const { alpha, sigma } = levelAfter(grid, i);
    return { alpha, deviation: noiseScale * Math.sqrt(Math.max(sigma ** 2 - sigmaMin ** 2, 0)) };
  });
  return plannedSampler({
    name: 'consistency',
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: null,
    noise,
    advance({ evaluation, prediction, draw }) {
      const { alpha, deviation } = steps[evaluation] as (typeof steps)[number];
      const { denoised } = prediction;
      if (deviation === 0) return { sample: linearCombination([alpha, denoised]), memory: null };
      return { sample: linearCombination([alpha, denoised], [deviation, draw()]), memory: null };
    },
  });
}

import { type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import type { TablePrecision } from '../schedules/discrete-schedule.ts';
import { ancestralStep } from './ancestral-step.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';
import { requireVarianceExploding } from './straight-grid.ts';

/** Options of ancestral samplers. */
export interface AncestralOptions {
  /** Share of fresh noise: 0 is the deterministic sampler. @default 1 */
  readonly eta?: number;
  /** Number format of the noise levels; `f32` repeats PyTorch's rounding. @default 'f64' */
  readonly precision?: TablePrecision;
  /** @default torchNoise */
  readonly noise?: NoiseSource;
}

/**
 * Euler's method with fresh noise: a step down below the next noise level, then noise up to it.
 *
 * @param grid - noise levels of the run, from noise to data, all with `alpha` 1
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} unless the grid is variance exploding
 * @see https://github.com/crowsonkb/k-diffusion `sample_euler_ancestral`
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { eulerAncestral, karrasSigmas, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(10, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * // The network of standard normal data, whose velocity is 0: the run ends at a draw of it.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: eulerAncestral(grid), denoiser, sample: start, seed: 0 });
 * (await run.result).data; // => Float32Array [-0.8703]
 * ```
 */
export function eulerAncestral(
  grid: SamplingGrid,
  { noise = torchNoise, ...options }: AncestralOptions = {},
): PlannedSampler<null> {
  requireVarianceExploding('eulerAncestral', grid);
  const steps = grid.points.map(({ sigma }, i) => {
    const { down, up } = ancestralStep(sigma, levelAfter(grid, i).sigma, options);
    return { ratio: down / sigma, up };
  });
  return plannedSampler({
    name: 'euler ancestral',
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: null,
    noise,
    advance({ evaluation, sample, prediction, draw }) {
      const { ratio, up } = steps[evaluation] as (typeof steps)[number];
      const { denoised } = prediction;
      if (up === 0)
        return { sample: linearCombination([ratio, sample], [1 - ratio, denoised]), memory: null };
      return {
        sample: linearCombination([ratio, sample], [1 - ratio, denoised], [up, draw()]),
        memory: null,
      };
    },
  });
}

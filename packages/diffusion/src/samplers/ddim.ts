import type { HostTensor } from '@fm/core';

import { type NoiseLevel, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/** Options of {@link ddim}. */
export interface DdimOptions {
  /** Share of fresh noise: 0 is deterministic, 1 as much as DDPM. @default 0 */
  readonly eta?: number;
  /** Take the noise from the clipped data estimate instead of the network's. @default false */
  readonly noiseFromDenoised?: boolean;
  /** Noise level each step goes to. @default the next point of the grid */
  readonly targets?: readonly NoiseLevel[];
  /** @default torchNoise */
  readonly noise?: NoiseSource;
}

/**
 * DDIM: `x' = alpha'·denoised + √(sigma'² - s²)·noise + s·z` with
 * `s = eta·(sigma'/sigma)·√(1 - alpha²/alpha'²)`.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @see Song, Meng and Ermon 2021, "Denoising diffusion implicit models", equations 12 and 16
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { ddim, linearSchedule, sample, trailingTimesteps, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 10));
 * // The network of standard normal data: its velocity is 0, and the exact path from 1 stays there.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler: ddim(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * (await run.result).data; // => Float32Array [0.8294]
 * ```
 */
export function ddim(grid: SamplingGrid, options: DdimOptions = {}): PlannedSampler<null> {
  const { eta = 0, noiseFromDenoised = false, noise = torchNoise, targets } = options;
  const steps = grid.points.map((from, i) => {
    const to = targets?.[i] ?? levelAfter(grid, i);
    const fresh = eta === 0 ? 0 : eta * freshNoise(from, to);
    return { from, to, fresh, direction: Math.sqrt(to.sigma ** 2 - fresh ** 2) };
  });
  return plannedSampler({
    name: eta === 0 ? 'ddim' : `ddim(eta ${eta})`,
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: null,
    ...(eta > 0 && { noise }),
    advance({ evaluation, sample, prediction, draw }) {
      const { from, to, fresh, direction } = steps[evaluation] as (typeof steps)[number];
      const { denoised } = prediction;
      const terms: (readonly [number, HostTensor<'f32'>])[] = noiseFromDenoised
        ? [
            [to.alpha - (direction * from.alpha) / from.sigma, denoised],
            [direction / from.sigma, sample],
          ]
        : [
            [to.alpha, denoised],
            [direction, prediction.noise],
          ];
      if (eta > 0) terms.push([fresh, draw()]);
      return { sample: linearCombination(...terms), memory: null };
    },
  });
}

/** The deviation of the noise that DDPM adds in a step. */
function freshNoise(from: NoiseLevel, to: NoiseLevel): number {
  return (to.sigma / from.sigma) * Math.sqrt(1 - (from.alpha / to.alpha) ** 2);
}

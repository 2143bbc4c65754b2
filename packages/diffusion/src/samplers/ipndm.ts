import type { HostTensor } from '@fm/core';

import { type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { adamsBashforth } from './adams-bashforth.ts';
import { copyOf, linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/**
 * Improved PNDM: the explicit Adams method of order 4 on the noise estimate, growing from order 1.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @see Liu et al. 2022, "Pseudo numerical methods for diffusion models on manifolds"
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { ipndm, linearSchedule, sample, trailingTimesteps, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 10));
 * // The network of standard normal data: its velocity is 0, and the exact path from 1 stays there.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler: ipndm(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * (await run.result).data; // => Float32Array [1.009]
 * ```
 */
export function ipndm(grid: SamplingGrid): PlannedSampler<readonly HostTensor<'f32'>[]> {
  const steps = grid.points.map(({ alpha, sigma }, i) => {
    const to = levelAfter(grid, i);
    // At `alpha = 0` sample and noise are one, and what is left of the data is nothing.
    const keep = to.alpha / Math.max(alpha, 1e-8);
    return [keep, to.sigma - keep * sigma] as const;
  });
  return plannedSampler<readonly HostTensor<'f32'>[]>({
    name: 'ipndm',
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: [],
    advance({ evaluation, sample, prediction, memory }) {
      const [keep, along] = steps[evaluation] as (typeof steps)[number];
      const slopes = [...memory.slice(-3), copyOf(prediction.noise)];
      return { sample: linearCombination([keep, sample], ...adamsBashforth(slopes, along)), memory: slopes };
    },
  });
}

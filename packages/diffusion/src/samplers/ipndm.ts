import type { HostTensor } from '@fm/core';

import { type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { adamsBashforth } from './adams-bashforth.ts';
import { copyOf, linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/**
 * Improved PNDM: the explicit Adams method of order 4 on the noise estimate, growing from order 1.
 *
 * @see Liu et al. 2022, "Pseudo numerical methods for diffusion models on manifolds"
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

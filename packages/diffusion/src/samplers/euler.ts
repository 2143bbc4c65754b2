import { type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/**
 * Euler's method on the probability-flow ODE. With `sample = alpha·x0 + sigma·noise` it holds the data estimate
 * over a step: `x' = (sigma'/sigma)·x + (alpha' - alpha·sigma'/sigma)·denoised`; where `alpha` stays 1 that is
 * `x' = x + (sigma' - sigma)·(x - denoised)/sigma`.
 *
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", algorithm 1 without
 * the correction
 */
export function euler(grid: SamplingGrid): PlannedSampler<null> {
  const steps = grid.points.map(({ alpha, sigma }, i) => {
    const to = levelAfter(grid, i);
    const ratio = to.sigma / sigma;
    return [ratio, to.alpha - alpha * ratio] as const;
  });
  return plannedSampler({
    name: 'euler',
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: null,
    advance({ evaluation, sample, prediction }) {
      const [keep, pull] = steps[evaluation] as (typeof steps)[number];
      return { sample: linearCombination([keep, sample], [pull, prediction.denoised]), memory: null };
    },
  });
}

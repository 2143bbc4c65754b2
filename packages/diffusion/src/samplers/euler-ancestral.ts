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
 * @throws {ArgumentError} unless the grid is variance exploding
 * @see https://github.com/crowsonkb/k-diffusion `sample_euler_ancestral`
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

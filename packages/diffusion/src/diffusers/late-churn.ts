import * as z from 'zod';

import { type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { linearCombination } from '../samplers/linear-combination.ts';
import { type PlannedSampler, plannedSampler } from '../samplers/planned-sampler.ts';

/** The arguments of churn in diffusers' `step`. */
export interface ChurnArguments {
  /** Amount of churn over the whole run. @default 0 */
  readonly s_churn: number;
  /** Noise levels between which it happens. @default 0 */
  readonly s_tmin: number;
  /** @default Infinity */
  readonly s_tmax: number;
  /** Factor of the noise. @default 1 */
  readonly s_noise: number;
}

/** {@link ChurnArguments}, checked. */
export const churnFields: z.ZodType<ChurnArguments> = z.strictObject({
  s_churn: z.number().min(0).default(0),
  s_tmin: z.number().min(0).default(0),
  s_tmax: z.number().min(0).default(Number.POSITIVE_INFINITY),
  s_noise: z.number().min(0).default(1),
});

/** Coefficients of the data estimate that is read off a sample after noise was added to it. */
export interface LateReading {
  /** Of the estimate before the noise. */
  readonly denoised: number;
  /** Of the network's noise estimate. */
  readonly noise: number;
  /** Of the sample before and after the noise. */
  readonly before: number;
  readonly after: number;
}

/** Options of {@link lateChurn}. */
export interface LateChurnOptions extends ChurnArguments {
  /** Steps of the whole run, also those skipped. */
  readonly steps: number;
  /** The data estimate at the higher noise level, from what the network said at the lower one. */
  readonly reading: (sigma: number, raised: number) => LateReading;
  readonly noise?: NoiseSource;
}

/**
 * Euler's method with churn as diffusers has it: the network is asked before the noise is added, so that its answer is
 * read at a noise level it did not see. Only for agreement with diffusers; `euler` with `churn` does it as in the paper.
 *
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", algorithm 2
 */
export function lateChurn(grid: SamplingGrid, options: LateChurnOptions): PlannedSampler<null> {
  const { s_churn, s_tmin, s_tmax, s_noise, steps: count, reading, noise = torchNoise } = options;
  const steps = grid.points.map(({ sigma }, i) => {
    const churned = sigma >= s_tmin && sigma <= s_tmax;
    const raised = sigma * (1 + (churned ? Math.min(s_churn / count, Math.SQRT2 - 1) : 0));
    const ratio = levelAfter(grid, i).sigma / raised;
    return {
      ...reading(sigma, raised),
      ratio,
      fresh: s_noise * Math.sqrt(raised ** 2 - sigma ** 2),
      churned,
    };
  });
  return plannedSampler({
    name: 'euler, churned late',
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: null,
    noise,
    advance({ evaluation, sample, prediction, draw }) {
      const step = steps[evaluation] as (typeof steps)[number];
      const raised = step.churned ? linearCombination([1, sample], [step.fresh, draw()]) : sample;
      const pull = 1 - step.ratio;
      const next = linearCombination(
        [step.ratio + pull * step.after, raised],
        [pull * step.before, sample],
        [pull * step.denoised, prediction.denoised],
        [pull * step.noise, prediction.noise],
      );
      return { sample: next, memory: null };
    },
  });
}

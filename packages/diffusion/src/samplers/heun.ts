import type { HostTensor } from '@fm/core';

import { type GridPoint, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';
import { requireStraight, slopeOf } from './straight-grid.ts';

/** The first half of a step of two evaluations; `null` between steps. */
export type HalfStep = { readonly start: HostTensor<'f32'>; readonly slope: HostTensor<'f32'> } | null;

/**
 * Heun's method: an Euler step, a second slope where it arrives, and the step again with the mean of both. A step to
 * `sigma = 0` is Euler's alone.
 *
 * @param grid - noise levels of the run, from noise to data, `alpha` 1 or `1 - sigma`
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} for a variance-preserving grid
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", algorithm 1
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { heun, karrasSigmas, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(10, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * // The network of standard normal data: its velocity is 0, and the exact path from √(1 + 10²) ends at 1.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: heun(grid), denoiser, sample: start });
 * (await run.result).data; // => Float32Array [1.028]
 * ```
 */
export function heun(grid: SamplingGrid): PlannedSampler<HalfStep> {
  requireStraight('heun', grid);
  // A step to a level without noise has one evaluation, others a second one where they arrive.
  const plan = grid.points.flatMap((from, i) => {
    const to = levelAfter(grid, i);
    const point: GridPoint | undefined = grid.points[i + 1];
    const first = { point: from, from, to, half: to.sigma > 0 && point !== undefined };
    return first.half && point !== undefined ? [first, { point, from, to, half: false }] : [first];
  });
  return plannedSampler<HalfStep>({
    name: 'heun',
    evaluations: plan.map(({ point }) => point),
    stepsAfter: (count) => plan.slice(0, count).filter(({ half }) => !half).length,
    initialScale: grid.initialScale,
    memory: null,
    advance({ evaluation, sample, prediction, memory }) {
      const { from, to, half } = plan[evaluation] as (typeof plan)[number];
      const length = to.sigma - from.sigma;
      if (memory !== null) {
        const { start, slope } = memory;
        const [keep, pull] = [length / (2 * to.sigma), -length / (2 * to.sigma)];
        const terms = [
          [1, start],
          [length / 2, slope],
          [keep, sample],
          [pull, prediction.denoised],
        ] as const;
        return { sample: linearCombination(...terms), memory: null };
      }
      const ratio = length / from.sigma;
      const next = linearCombination([1 + ratio, sample], [-ratio, prediction.denoised]);
      if (!half) return { sample: next, memory: null };
      return {
        sample: next,
        memory: { start: sample, slope: slopeOf(sample, prediction.denoised, from.sigma) },
      };
    },
  });
}

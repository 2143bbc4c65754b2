import type { NoiseSchedule } from '@fm/core';

import type { NoiseLevel } from '../grids/sampling-grid.ts';
import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/** Options of {@link tcd}. */
export interface TcdOptions {
  /** Share of fresh noise, 0 to 1: how far below its end a step goes before noise brings it back. @default 0.3 */
  readonly eta?: number;
  /** @default torchNoise */
  readonly noise?: NoiseSource;
}

/**
 * Trajectory consistency distillation: a step to `t'` goes along the trajectory to `s = ⌊(1 - eta)·t'⌋` and back up
 * with fresh noise. It ends at the first training timestep.
 *
 * @param schedule - that the network was trained with
 * @param timesteps - falling
 * @returns a sampler of `f32[batch, ...]`
 * @see Zheng et al. 2024, "Trajectory consistency distillation", algorithm 4
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { linearSchedule, sample, tcd } from '@fm/diffusion';
 *
 * const sampler = tcd(linearSchedule(), [999, 749, 499, 249]);
 * // The network of standard normal data: its velocity is 0.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler, denoiser, sample: hostTensor('f32', [1], [1, 1]), seed: 0 });
 * (await run.result).data; // => Float32Array [-0.5884]
 * ```
 */
export function tcd(
  schedule: NoiseSchedule,
  timesteps: readonly number[],
  { eta = 0.3, noise = torchNoise }: TcdOptions = {},
): PlannedSampler<null> {
  const level = (time: number): NoiseLevel => ({ alpha: schedule.alpha(time), sigma: schedule.sigma(time) });
  const share = Math.fround(1 - eta);
  const steps = timesteps.map((_, i) => {
    const next = timesteps[i + 1] ?? 0;
    const below = level(Math.floor(Math.fround(share * next)));
    const kept = eta > 0 && i + 1 < timesteps.length ? level(next).alpha / below.alpha : 1;
    return { below, kept, fresh: Math.sqrt(1 - kept ** 2) };
  });
  const grid = variancePreservingGrid(schedule, timesteps, level(0));
  return plannedSampler({
    name: `tcd(eta ${eta})`,
    evaluations: grid.points,
    initialScale: 1,
    memory: null,
    noise,
    advance({ evaluation, prediction: { denoised, noise: direction }, draw }) {
      const { below, kept, fresh } = steps[evaluation] as (typeof steps)[number];
      const along = [
        [kept * below.alpha, denoised],
        [kept * below.sigma, direction],
      ] as const;
      return {
        sample: linearCombination(...along, ...(kept < 1 ? [[fresh, draw()] as const] : [])),
        memory: null,
      };
    },
  });
}

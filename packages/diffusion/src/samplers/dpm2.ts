import type { HostTensor } from '@fm/core';

import { type GridPoint, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { rounding } from '../schedules/discrete-schedule.ts';
import { ancestralStep, type AncestralStepOptions } from './ancestral-step.ts';
import type { AncestralOptions } from './euler-ancestral.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';
import { requireVarianceExploding } from './straight-grid.ts';

/** The network's time at a noise level. */
export type TimestepOf = (sigma: number) => number;

/** The evaluations of a second-order method through midpoints in `ln sigma`. */
interface MidpointStep {
  readonly point: GridPoint;
  readonly from: number;
  /** Where the deterministic part of the step arrives. */
  readonly down: number;
  readonly up: number;
  /** Noise level of the midpoint; 0 where one evaluation is enough. */
  readonly middle: number;
  readonly second: boolean;
}

/**
 * DPM-Solver-2: half a step in `ln sigma`, then the whole step with the slope found there. A step to `sigma = 0` is
 * Euler's.
 *
 * @param grid - noise levels of the run, from noise to data, all with `alpha` 1
 * @param timestepOf - the network's time at a noise level, for midpoints
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} unless the grid is variance exploding
 * @see Lu et al. 2022, "DPM-Solver", algorithm 1; Karras et al. 2022, algorithm 2
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { dpm2, karrasSigmas, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(10, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * // The network of standard normal data: its velocity is 0, and the exact path from √(1 + 10²) ends at 1.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: dpm2(grid, (sigma) => sigma), denoiser, sample: start });
 * (await run.result).data; // => Float32Array [1.014]
 * ```
 */
export function dpm2(grid: SamplingGrid, timestepOf: TimestepOf): PlannedSampler<HostTensor<'f32'> | null> {
  return midpointSampler('dpm2', grid, midpointSteps(grid, timestepOf, { eta: 0 }), {});
}

/**
 * {@link dpm2} with fresh noise after each step.
 *
 * @param grid - noise levels of the run, from noise to data, all with `alpha` 1
 * @param timestepOf - the network's time at a noise level, for midpoints
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} unless the grid is variance exploding
 * @see https://github.com/crowsonkb/k-diffusion `sample_dpm_2_ancestral`
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { dpm2Ancestral, karrasSigmas, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(10, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * // The network of standard normal data, whose velocity is 0: the run ends at a draw of it.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: dpm2Ancestral(grid, (sigma) => sigma), denoiser, sample: start, seed: 0 });
 * (await run.result).data; // => Float32Array [-1.18]
 * ```
 */
export function dpm2Ancestral(
  grid: SamplingGrid,
  timestepOf: TimestepOf,
  { noise = torchNoise, ...options }: AncestralOptions = {},
): PlannedSampler<HostTensor<'f32'> | null> {
  return midpointSampler('dpm2 ancestral', grid, midpointSteps(grid, timestepOf, options), { noise });
}

function midpointSteps(
  grid: SamplingGrid,
  timestepOf: TimestepOf,
  options: AncestralStepOptions,
): MidpointStep[] {
  const round = rounding(options.precision);
  return grid.points.flatMap((point, i): MidpointStep[] => {
    const to = levelAfter(grid, i).sigma;
    const { down, up } = ancestralStep(point.sigma, to, options);
    const middle = down > 0 ? middleOf(point.sigma, down, round) : 0;
    const first = { point, from: point.sigma, down, up, middle, second: false };
    if (middle === 0) return [first];
    const between = {
      timestep: timestepOf(middle),
      alpha: 1,
      sigma: middle,
      inputScale: 1 / Math.sqrt(middle ** 2 + 1),
    };
    return [first, { ...first, point: between, second: true }];
  });
}

/** The geometric mean. */
function middleOf(from: number, down: number, round: (value: number) => number): number {
  const [high, low] = [round(Math.log(from)), round(Math.log(down))];
  return round(Math.exp(round(low - round(round(low - high) / 2))));
}

function midpointSampler(
  name: string,
  grid: SamplingGrid,
  plan: readonly MidpointStep[],
  { noise }: Pick<AncestralOptions, 'noise'>,
): PlannedSampler<HostTensor<'f32'> | null> {
  requireVarianceExploding(name, grid);
  return plannedSampler<HostTensor<'f32'> | null>({
    name,
    evaluations: plan.map(({ point }) => point),
    stepsAfter: (count) => plan.slice(0, count).filter(({ second, middle }) => second || middle === 0).length,
    initialScale: grid.initialScale,
    memory: null,
    ...(noise !== undefined && { noise }),
    advance({ evaluation, sample, prediction, memory, draw }) {
      const { from, down, up, middle, second } = plan[evaluation] as MidpointStep;
      const { denoised } = prediction;
      if (!second) {
        const ratio = middle / from;
        return { sample: linearCombination([ratio, sample], [1 - ratio, denoised]), memory: sample };
      }
      const length = (down - from) / middle;
      const moved = [
        [1, memory ?? sample],
        [length, sample],
        [-length, denoised],
      ] as const;
      return {
        sample: linearCombination(...moved, ...(up > 0 ? [[up, draw()] as const] : [])),
        memory: null,
      };
    },
  });
}

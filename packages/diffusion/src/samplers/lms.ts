import type { HostTensor } from '@fm/core';

import { type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';
import { requireStraight, slopeOf } from './straight-grid.ts';

/** Options of {@link lms}. */
export interface LmsOptions {
  /** Most slopes in one formula, 1 to 8. @default 4 */
  readonly order?: number;
  /**
   * Noise levels before the grid's first that the formula counts as known, although nothing was evaluated there;
   * diffusers does so in runs that start from noised data. @default none
   */
  readonly skipped?: readonly number[];
}

/**
 * The linear multistep method: the integral of the polynomial through the last slopes.
 *
 * @param grid - noise levels of the run, from noise to data, `alpha` 1 or `1 - sigma`
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} for a variance-preserving grid
 * @see https://github.com/crowsonkb/k-diffusion `sample_lms`
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { karrasSigmas, lms, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(10, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * // The network of standard normal data: its velocity is 0, and the exact path from √(1 + 10²) ends at 1.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: lms(grid), denoiser, sample: start });
 * (await run.result).data; // => Float32Array [0.9746]
 * ```
 */
export function lms(
  grid: SamplingGrid,
  { order = 4, skipped = [] }: LmsOptions = {},
): PlannedSampler<readonly HostTensor<'f32'>[]> {
  requireStraight('lms', grid);
  const sigmas = [...skipped, ...grid.points.map(({ sigma }) => sigma)];
  const weights = grid.points.map((_, i) => {
    const known = sigmas.slice(Math.max(skipped.length + i + 1 - order, 0), skipped.length + i + 1).reverse();
    return adamsWeights(known, levelAfter(grid, i).sigma);
  });
  return plannedSampler<readonly HostTensor<'f32'>[]>({
    name: `lms(${order})`,
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: [],
    advance({ evaluation, sample, prediction, memory }) {
      const { sigma } = grid.points[evaluation] as SamplingGrid['points'][number];
      const slopes = [slopeOf(sample, prediction.denoised, sigma), ...memory.slice(0, order - 1)];
      const row = weights[evaluation] as readonly number[];
      const terms = slopes.slice(0, row.length).map((slope, i) => [row[i] as number, slope] as const);
      return { sample: linearCombination([1, sample], ...terms), memory: slopes };
    },
  });
}

// Gauss and Legendre's four points on [-1, 1]: exact for polynomials up to degree 7.
const nodes = [0.8611363115940526, 0.3399810435848563] as const;
const nodeWeights = [0.34785484513745385, 0.6521451548625461] as const;

/** The integrals from `known[0]` to `to` of the Lagrange polynomials through `known`, newest first. */
function adamsWeights(known: readonly number[], to: number): number[] {
  const [from = 0] = known;
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  return known.map((own, i) => {
    const polynomial = (x: number): number =>
      known.reduce((product, other, j) => (j === i ? product : (product * (x - other)) / (own - other)), 1);
    return nodes.reduce(
      (sum, node, k) =>
        sum +
        half *
          (nodeWeights[k] as number) *
          (polynomial(middle + half * node) + polynomial(middle - half * node)),
      0,
    );
  });
}

import { type GridPoint, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';
import { requireVarianceExploding } from './straight-grid.ts';

/** Noise added before a step, so that errors of earlier steps are forgotten. */
export interface Churn {
  /** Share that the noise level is raised by, at most `√2 - 1`: the paper's `S_churn / N`. */
  readonly amount: number;
  /** Noise levels between which it happens. @default 0 */
  readonly minimum?: number;
  /** @default Infinity */
  readonly maximum?: number;
  /** Factor of the noise. @default 1 */
  readonly noiseScale?: number;
  /** The network's time at a noise level. */
  readonly timestepOf: (sigma: number) => number;
}

/** Options of {@link euler}. */
export interface EulerOptions {
  /** @default none */
  readonly churn?: Churn;
  /** Source of the churn's noise. @default torchNoise */
  readonly noise?: NoiseSource;
}

/**
 * Euler's method on the probability-flow ODE. With `sample = alpha·x0 + sigma·noise` it holds the data estimate
 * over a step: `x' = (sigma'/sigma)·x + (alpha' - alpha·sigma'/sigma)·denoised`; where `alpha` stays 1 that is
 * `x' = x + (sigma' - sigma)·(x - denoised)/sigma`.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when there is churn and the grid is not variance exploding
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", algorithm 1 without
 * the correction; algorithm 2 for churn
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { euler, karrasSigmas, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(10, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * // The network of standard normal data: its velocity is 0, and the exact path from √(1 + 10²) ends at 1.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: euler(grid), denoiser, sample: start });
 * (await run.result).data; // => Float32Array [0.875]
 * ```
 */
export function euler(
  grid: SamplingGrid,
  { churn, noise = torchNoise }: EulerOptions = {},
): PlannedSampler<null> {
  if (churn !== undefined) requireVarianceExploding('euler with churn', grid);
  const points = grid.points.map((point) => (churn === undefined ? point : raise(point, churn)));
  const steps = points.map(({ alpha, sigma }, i) => {
    const to = levelAfter(grid, i);
    const ratio = to.sigma / sigma;
    return { keep: ratio, pull: to.alpha - alpha * ratio, fresh: freshNoise(grid, points, i + 1, churn) };
  });
  const first = freshNoise(grid, points, 0, churn);
  return plannedSampler({
    name: churn === undefined ? 'euler' : 'euler with churn',
    evaluations: points,
    initialScale: grid.initialScale,
    memory: null,
    ...(churn !== undefined && { noise }),
    ...(first > 0 && { begin: ({ sample, draw }) => linearCombination([1, sample], [first, draw()]) }),
    advance({ evaluation, sample, prediction, draw }) {
      const { keep, pull, fresh } = steps[evaluation] as (typeof steps)[number];
      // The noise of the next step comes now: the network must see it.
      const noisy = fresh > 0 ? [[fresh, draw()] as const] : [];
      return {
        sample: linearCombination([keep, sample], [pull, prediction.denoised], ...noisy),
        memory: null,
      };
    },
  });
}

/** The point at the noise level that churn raises it to. */
function raise(
  point: GridPoint,
  { amount, minimum = 0, maximum = Number.POSITIVE_INFINITY, timestepOf }: Churn,
): GridPoint {
  if (point.sigma < minimum || point.sigma > maximum) return point;
  const sigma = point.sigma * (1 + Math.min(amount, Math.SQRT2 - 1));
  // The data's share of the input's variance stays: 1/inputScale² = sigma² + constant.
  const constant = 1 / point.inputScale ** 2 - point.sigma ** 2;
  return { ...point, sigma, timestep: timestepOf(sigma), inputScale: 1 / Math.sqrt(sigma ** 2 + constant) };
}

/** Deviation of the noise that raises point `i` of the grid. */
function freshNoise(
  grid: SamplingGrid,
  points: readonly GridPoint[],
  i: number,
  churn: Churn | undefined,
): number {
  const [before, after] = [grid.points[i]?.sigma ?? 0, points[i]?.sigma ?? 0];
  return (churn?.noiseScale ?? 1) * Math.sqrt(after ** 2 - before ** 2);
}

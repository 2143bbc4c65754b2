import { type NoiseLevel, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import {
  type DpmSolverAlgorithm,
  type DpmSolverType,
  type ExponentialStep,
  exponentialStep,
  isStochastic,
  predictsData,
} from './exponential-step.ts';
import { type LinearMemory, type LinearStep, linearStepSampler } from './linear-step-sampler.ts';
import { logSnr, type WeightOptions } from './log-snr.ts';
import { checkMultistepOrders, multistepOrders } from './multistep-orders.ts';
import type { SamplerOutput } from './output-history.ts';
import type { PlannedSampler } from './planned-sampler.ts';

/** Options of {@link dpmSolverMultistep}. */
export interface DpmSolverMultistepOptions extends WeightOptions {
  /** Outputs that a step looks at, 1 to 3. @default 2 */
  readonly order?: number;
  /** @default 'dpmsolver++' */
  readonly algorithm?: DpmSolverAlgorithm;
  /** How the second order is reached. @default 'midpoint' */
  readonly solverType?: DpmSolverType;
  /** Lower orders in the last steps of runs of fewer than 15 steps. @default true */
  readonly lowerOrderFinal?: boolean;
  /** First order in the last step; always where the run ends without noise. @default false */
  readonly eulerAtFinal?: boolean;
  /** The order of each step, instead of the options above. @default those of the options above */
  readonly orders?: readonly number[];
  /**
   * Weight of the second derivative in the third order. `published` repeats the authors' program and diffusers: half of
   * it, and another sign in the SDE form, which leaves second order. @default 'exact'
   */
  readonly curvature?: 'exact' | 'published';
  /** What the noise algorithms extrapolate; `noise-from-denoised` where the data estimate is clipped. @default 'noise' */
  readonly noiseOutput?: Exclude<SamplerOutput, 'denoised'>;
  /** Source of the noise of the SDE forms. @default torchNoise */
  readonly noise?: NoiseSource;
}

/**
 * DPM-Solver and DPM-Solver++ with one evaluation a step: exponential integrators in λ that extrapolate the data (`++`)
 * or noise estimate by a polynomial through the latest outputs. Along the reverse SDE with the `sde` algorithms.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when an order is none of 1, 2 and 3, or a step of higher order would end without noise
 * @see Lu et al. 2022, arXiv 2206.00927; arXiv 2211.01095, algorithm 2
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import {
 *   dpmSolverMultistep,
 *   linearSchedule,
 *   sample,
 *   trailingTimesteps,
 *   variancePreservingGrid,
 * } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 10));
 * // The network of standard normal data: its velocity is 0, and the exact path from 1 stays there.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler: dpmSolverMultistep(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * (await run.result).data; // => Float32Array [0.9482]
 * ```
 */
export function dpmSolverMultistep(
  grid: SamplingGrid,
  options: DpmSolverMultistepOptions = {},
): PlannedSampler<LinearMemory> {
  const { order = 2, algorithm = 'dpmsolver++', lowerOrderFinal = true } = options;
  const steps = grid.points.length;
  const eulerAtFinal = options.eulerAtFinal === true || grid.end.sigma === 0;
  const orders = options.orders ?? multistepOrders({ order, steps, lowerOrderFinal, eulerAtFinal });
  checkMultistepOrders('dpmSolverMultistep', orders, { grid });
  return linearStepSampler({
    name: `${algorithm}(${Math.max(...orders)}M)`,
    grid,
    output: predictsData(algorithm) ? 'denoised' : (options.noiseOutput ?? 'noise'),
    steps: orders.map((own, i) => multistep(grid, i, { ...options, algorithm, order: own })),
    ...(isStochastic(algorithm) && { noise: options.noise ?? torchNoise }),
  });
}

function multistep(
  grid: SamplingGrid,
  i: number,
  options: DpmSolverMultistepOptions & { algorithm: DpmSolverAlgorithm; order: number },
): LinearStep {
  const { algorithm, order, solverType = 'midpoint' } = options;
  const from = grid.points[i] as NoiseLevel;
  const to = levelAfter(grid, i);
  const weights = exponentialStep(algorithm, from, to, options);
  const { sample, value, noise, h } = weights;
  if (order === 1 || h === 0) return { sample, outputs: [value], noise, anchor: 'new' };
  const [newest, second, third] = [0, 1, 2].map((k) =>
    logSnr(grid.points[Math.max(i - k, 0)] as NoiseLevel, options.precision),
  );
  const last = inverseRatio(h, newest as number, second as number);
  if (order === 2) {
    const slope = (solverType === 'midpoint' ? weights.midpointSlope : weights.slope) * last;
    return { sample, outputs: [value + slope, -slope], noise, anchor: 'new' };
  }
  const before = inverseRatio(h, second as number, third as number);
  const both = inverseRatio(h, newest as number, third as number);
  // Divided differences: first = last·(m₀ - m₁), their difference = last·(m₀ - m₁) - before·(m₁ - m₂).
  const { slope } = weights;
  const bend = (both / last) * slope + both * curvatureWeight(algorithm, weights, to, options.curvature);
  return {
    sample,
    outputs: [value + slope * last + bend * last, -slope * last - bend * (last + before), bend * before],
    noise,
    anchor: 'new',
  };
}

/** `h / (a - b)`; 0 where `b` has no signal at all. */
function inverseRatio(h: number, a: number, b: number): number {
  return h / (a - b);
}

function curvatureWeight(
  algorithm: DpmSolverAlgorithm,
  { curvature }: ExponentialStep,
  { alpha }: NoiseLevel,
  kind: DpmSolverMultistepOptions['curvature'] = 'exact',
): number {
  if (kind === 'exact') return 2 * curvature;
  return algorithm === 'sde-dpmsolver++' ? curvature - alpha : curvature;
}

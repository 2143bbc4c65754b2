import { ArgumentError } from '@fm/core';

import { type NoiseLevel, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import {
  type DpmSolverAlgorithm,
  type DpmSolverType,
  exponentialStep,
  isStochastic,
  predictsData,
} from './exponential-step.ts';
import { type LinearMemory, type LinearStep, linearStepSampler } from './linear-step-sampler.ts';
import { logSnr, type WeightOptions } from './log-snr.ts';
import type { SamplerOutput } from './output-history.ts';
import type { PlannedSampler } from './planned-sampler.ts';

/** Options of {@link dpmSolverSinglestep}. */
export interface DpmSolverSinglestepOptions extends WeightOptions {
  /** Evaluations that a step is made of, 1 to 3. @default 2 */
  readonly order?: number;
  /** @default 'dpmsolver++' */
  readonly algorithm?: DpmSolverAlgorithm;
  /** `heun` uses every output of a step, `midpoint` the first and the last. @default 'midpoint' */
  readonly solverType?: DpmSolverType;
  /** The order of each evaluation: `1, 2, 3` is one step of third order. @default singlestepOrders(points, order) */
  readonly orders?: readonly number[];
  /** As for `dpmSolverMultistep`; `published` concerns the SDE form of third order with `heun`. @default 'exact' */
  readonly curvature?: 'exact' | 'published';
  /** What the noise algorithms look at; `noise-from-denoised` where the data estimate is clipped. @default 'noise' */
  readonly noiseOutput?: Exclude<SamplerOutput, 'denoised'>;
  /** Source of the noise of the SDE forms. @default torchNoise */
  readonly noise?: NoiseSource;
}

/**
 * DPM-Solver and DPM-Solver++ as Runge-Kutta methods: the points of the grid are grouped into steps of up to three
 * evaluations, each of which starts at the first of them and forgets those before.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when the orders do not fit the grid
 * @see Lu et al. 2022, arXiv 2206.00927, algorithms 1 and 2; arXiv 2211.01095, algorithm 1
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import {
 *   dpmSolverSinglestep,
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
 * const run = sample({ sampler: dpmSolverSinglestep(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * (await run.result).data; // => Float32Array [0.8727]
 * ```
 */
export function dpmSolverSinglestep(
  grid: SamplingGrid,
  options: DpmSolverSinglestepOptions = {},
): PlannedSampler<LinearMemory> {
  const { order = 2, algorithm = 'dpmsolver++' } = options;
  const orders = options.orders ?? singlestepOrders(grid.points.length, order);
  checkOrders(orders, grid.points.length);
  return linearStepSampler({
    name: `${algorithm}(${Math.max(...orders)}S)`,
    grid,
    output: predictsData(algorithm) ? 'denoised' : (options.noiseOutput ?? 'noise'),
    steps: orders.map((own, i) => singlestep(grid, i, { ...options, algorithm, order: own })),
    ...(isStochastic(algorithm) && { noise: options.noise ?? torchNoise }),
  });
}

/**
 * `count` evaluations as steps of `order`, the rest at the end as steps of lower order, the last of them of order 1.
 *
 * @param count - evaluations of the run
 * @param order - evaluations of a step, 1 to 3
 * @example
 * ```ts
 * import { singlestepOrders } from '@fm/diffusion';
 *
 * singlestepOrders(7, 3); // => [1, 2, 3, 1, 2, 3, 1]
 * ```
 */
export function singlestepOrders(count: number, order: number): readonly number[] {
  const orders = Array.from({ length: count }, (_, i) => (i % order) + 1);
  const last = orders.length - 1;
  if (order > 1 && last >= 0) orders[last] = 1;
  return orders;
}

function singlestep(
  grid: SamplingGrid,
  i: number,
  options: DpmSolverSinglestepOptions & { algorithm: DpmSolverAlgorithm; order: number },
): LinearStep {
  const { algorithm, order, solverType = 'midpoint', curvature = 'exact', precision } = options;
  const levels = [0, 1, 2].map((k) => grid.points[Math.max(i - k, 0)] as NoiseLevel);
  const from = levels[order - 1] as NoiseLevel;
  const to = levelAfter(grid, i);
  const weights = exponentialStep(algorithm, from, to, options);
  const { h, sample, value, noise } = weights;
  if (order === 1) return { sample, outputs: [value], noise, anchor: 'new' };
  const ratio = (level: NoiseLevel): number => (logSnr(level, precision) - logSnr(from, precision)) / h;
  const latest = ratio(levels[0] as NoiseLevel);
  if (order === 2) {
    const slope = (solverType === 'midpoint' ? weights.midpointSlope : weights.slope) / latest;
    return { sample, outputs: [slope, value - slope], noise, anchor: 'kept' };
  }
  if (solverType === 'midpoint') {
    const slope = weights.slope / latest;
    return { sample, outputs: [slope, 0, value - slope], noise, anchor: 'kept' };
  }
  const middle = ratio(levels[1] as NoiseLevel);
  const wrongSign = curvature === 'published' && algorithm === 'sde-dpmsolver++' ? to.alpha : 0;
  const bend = 2 * (weights.curvature - wrongSign);
  // Slope and curvature of the parabola through the three outputs, in differences from the first of them.
  const newer = (-middle * weights.slope + bend) / (latest - middle) / latest;
  const older = (latest * weights.slope - bend) / (latest - middle) / middle;
  return { sample, outputs: [newer, older, value - newer - older], noise, anchor: 'kept' };
}

function checkOrders(orders: readonly number[], count: number): void {
  const wrong = orders.findIndex((order, i) => order !== 1 && order !== (orders[i - 1] ?? 0) + 1);
  if (wrong < 0 && orders.length === count && orders.every((order) => order <= 3)) return;
  throw new ArgumentError('dpmSolverSinglestep: these orders are impossible', {
    expected: `${count} orders, in groups of 1, of 1, 2, or of 1, 2, 3`,
    received: orders.join(', '),
  });
}

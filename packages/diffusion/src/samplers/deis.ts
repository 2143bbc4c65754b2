import { type NoiseLevel, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { rounding } from '../schedules/discrete-schedule.ts';
import { exponentialStep } from './exponential-step.ts';
import { lagrangePolynomial } from './lagrange-polynomial.ts';
import { type LinearMemory, type LinearStep, linearStepSampler } from './linear-step-sampler.ts';
import type { WeightOptions } from './log-snr.ts';
import { checkMultistepOrders, multistepOrders } from './multistep-orders.ts';
import type { SamplerOutput } from './output-history.ts';
import type { PlannedSampler } from './planned-sampler.ts';

/** Options of {@link deis}. */
export interface DeisOptions extends WeightOptions {
  /** Outputs that a step looks at, 1 to 3. @default 2 */
  readonly order?: number;
  /** Lower orders in the last steps of runs of fewer than 15 steps. @default true */
  readonly lowerOrderFinal?: boolean;
  /** The order of each step, instead of the options above. @default those of the options above */
  readonly orders?: readonly number[];
  /** What is extrapolated; `noise-from-denoised` where the data estimate is clipped. @default 'noise' */
  readonly noiseOutput?: Exclude<SamplerOutput, 'denoised'>;
}

/**
 * DEIS: with `rho = sigma/alpha`, `x'/alpha' = x/alpha + ∫ noise d rho`, the noise being a polynomial in `ln rho` through
 * the latest outputs.
 *
 * A run that ends without noise takes its last step by first order: `ln rho` has no end there.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when an order is none of 1, 2 and 3, or a step of higher order would end without noise
 * @see Zhang and Chen 2023, "Fast sampling of diffusion models with exponential integrator", arXiv 2204.13902, ρAB-DEIS
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { deis, linearSchedule, sample, trailingTimesteps, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 10));
 * // The network of standard normal data: its velocity is 0, and the exact path from 1 stays there.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler: deis(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * (await run.result).data; // => Float32Array [0.9172]
 * ```
 */
export function deis(grid: SamplingGrid, options: DeisOptions = {}): PlannedSampler<LinearMemory> {
  const { order = 2, lowerOrderFinal = true, noiseOutput = 'noise' } = options;
  const steps = grid.points.length;
  const eulerAtFinal = grid.end.sigma === 0;
  const orders = options.orders ?? multistepOrders({ order, steps, lowerOrderFinal, eulerAtFinal });
  checkMultistepOrders('deis', orders, { grid });
  return linearStepSampler({
    name: `deis(${Math.max(...orders)})`,
    grid,
    output: noiseOutput,
    steps: orders.map((own, i) => weigh(grid, i, own, options)),
  });
}

function weigh(
  grid: SamplingGrid,
  i: number,
  order: number,
  { precision = 'f64' }: WeightOptions,
): LinearStep {
  const round = rounding(precision);
  const from = grid.points[i] as NoiseLevel;
  const to = levelAfter(grid, i);
  const sample = round(to.alpha / from.alpha);
  if (order === 1) {
    const { value } = exponentialStep('dpmsolver', from, to, { precision });
    return { sample, outputs: [value], noise: 0, anchor: 'new' };
  }
  const rho = ({ alpha, sigma }: NoiseLevel): number => round(sigma / alpha);
  const [start, end] = [rho(from), rho(to)];
  // In units of the first level, so that the logarithms are of order 1.
  const nodes = Array.from({ length: order }, (_, k) =>
    Math.log(rho(grid.points[i - k] as NoiseLevel) / start),
  );
  const weights = nodes.map((_, k) => integral(lagrangePolynomial(nodes, k), end / start));
  return { sample, outputs: weights.map((weight) => to.alpha * start * weight), noise: 0, anchor: 'new' };
}

/** `∫₁ᵇ p(ln r) dr` of a polynomial of up to second degree. */
function integral([constant = 0, linear = 0, quadratic = 0]: readonly number[], b: number): number {
  const log = Math.log(b);
  // Antiderivatives of 1, ln r and ln² r.
  return constant * (b - 1) + linear * (b * (log - 1) + 1) + quadratic * (b * (log * log - 2 * log + 2) - 2);
}

import { ArgumentError, type HostTensor } from '@fm/core';

import { type GridPoint, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { noiseDifference } from './exponential-step.ts';
import { lagrangePolynomial } from './lagrange-polynomial.ts';
import { linearCombination } from './linear-combination.ts';
import { logSnr } from './log-snr.ts';
import { checkMultistepOrders } from './multistep-orders.ts';
import { type OutputHistory, recordOutput, type SamplerOutput } from './output-history.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/** Options of {@link saSolver}. */
export interface SaSolverOptions {
  /** Outputs that the predictor looks at, 1 to 4. @default 2 */
  readonly predictorOrder?: number;
  /** Outputs that the corrector looks at, the one at its end included, 1 to 4. @default 2 */
  readonly correctorOrder?: number;
  /**
   * Strength of the noise at a timestep of the network: 0 follows the ODE, 1 the reverse SDE.
   *
   * @default 1 at timesteps from 200 to 800, else 0
   */
  readonly tau?: (timestep: number) => number;
  /** What is extrapolated. @default 'denoised' */
  readonly output?: SamplerOutput;
  /** Lower orders in the last steps; always where the run ends without noise. @default true */
  readonly lowerOrderFinal?: boolean;
  /**
   * Orders of predictor and corrector at each step, instead of the three options above.
   *
   * @default those of the options above
   */
  readonly orders?: SaSolverOrders;
  /** @default torchNoise */
  readonly noise?: NoiseSource;
}

/** Orders of every step, and of the corrector that follows it. */
export interface SaSolverOrders {
  /** From 1 to 4, one for each step. */
  readonly predictors: readonly number[];
  /** From 1 to 4, one for each step; the last is not used. */
  readonly correctors: readonly number[];
}

/** What {@link saSolver} remembers. */
export interface SaSolverMemory {
  /** Earlier outputs, the newest first. */
  readonly outputs: OutputHistory;
  /** The corrected sample that the last step started from. */
  readonly last: HostTensor<'f32'> | null;
  /** The noise of the last step: the corrector uses it again. */
  readonly noise: HostTensor<'f32'> | null;
}

interface SaStep {
  readonly sample: number;
  readonly outputs: readonly number[];
  readonly noise: number;
}

/**
 * SA-Solver: stochastic Adams-Bashforth prediction and Adams-Moulton correction of the reverse SDE whose noise is scaled
 * by `tau`; one evaluation a step.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when orders are impossible, a step of higher order would end without noise, or a strength is
 * negative
 * @see Xue et al. 2023, "SA-Solver: stochastic Adams solver for fast sampling of diffusion models", arXiv 2309.05019,
 * algorithm 1
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { linearSchedule, sample, saSolver, trailingTimesteps, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 10));
 * // The network of standard normal data, whose velocity is 0: the run ends at a draw of it.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler: saSolver(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]), seed: 0 });
 * (await run.result).data; // => Float32Array [-0.09113]
 * ```
 */
export function saSolver(grid: SamplingGrid, options: SaSolverOptions = {}): PlannedSampler<SaSolverMemory> {
  const { output = 'denoised', tau = betweenTimesteps } = options;
  const steps = grid.points.length;
  const lowerOrderFinal = (options.lowerOrderFinal ?? true) || grid.end.sigma === 0;
  const { predictors, correctors } = options.orders ?? saSolverOrders({ ...options, steps, lowerOrderFinal });
  checkMultistepOrders('saSolver', predictors, { grid, highest: 4 });
  const strengths = grid.points.map(({ timestep }) => tau(timestep));
  checkStrengths(strengths);
  const weigher = { grid, data: output === 'denoised' };
  const predicting = predictors.map((order, i) =>
    weigh(weigher, { i, order, tau: strengths[i] as number, corrects: false }),
  );
  const correcting = correctors
    .slice(0, -1)
    .map((order, i) => weigh(weigher, { i, order, tau: strengths[i] as number, corrects: true }));
  const length = Math.max(...predictors, ...correctors);
  return plannedSampler<SaSolverMemory>({
    name: `sa-solver(${Math.max(...predictors)}, ${Math.max(...correctors)})`,
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: { outputs: [], last: null, noise: null },
    noise: options.noise ?? torchNoise,
    advance({ evaluation, sample: predicted, prediction, memory, draw }) {
      const level = grid.points[evaluation] as GridPoint;
      const record = { kind: output, prediction, sample: predicted, level, length };
      const outputs = recordOutput(memory.outputs, record);
      const corrector = correcting[evaluation - 1];
      const sample =
        corrector === undefined || memory.last === null || memory.noise === null
          ? predicted
          : apply(corrector, memory.last, outputs, memory.noise);
      const next = levelAfter(grid, evaluation);
      const noise = draw({ from: level.sigma / level.alpha, to: next.sigma / next.alpha });
      const step = predicting[evaluation] as SaStep;
      return { sample: apply(step, sample, outputs, noise), memory: { outputs, last: sample, noise } };
    },
  });
}

/**
 * The orders of every step: as many outputs as there are, and fewer again at the end.
 *
 * @example
 * ```ts
 * import { saSolverOrders } from '@fm/diffusion';
 *
 * saSolverOrders({ steps: 5 }).predictors; // => [1, 2, 2, 2, 1]
 * saSolverOrders({ steps: 5 }).correctors; // => [2, 2, 2, 2, 2]
 * ```
 */
export function saSolverOrders(options: {
  readonly predictorOrder?: number;
  readonly correctorOrder?: number;
  readonly lowerOrderFinal?: boolean;
  readonly steps: number;
  /** Steps left out at the start of the run. @default 0 */
  readonly start?: number;
}): SaSolverOrders {
  const { predictorOrder = 2, correctorOrder = 2, lowerOrderFinal = true, steps, start = 0 } = options;
  const orders = (order: number, more: number): number[] =>
    Array.from({ length: steps - start }, (_, i) =>
      Math.min(order, i + 1 + more, lowerOrderFinal ? steps - start - i + more : order),
    );
  return { predictors: orders(predictorOrder, 0), correctors: orders(correctorOrder, 1) };
}

function betweenTimesteps(timestep: number): number {
  return timestep >= 200 && timestep <= 800 ? 1 : 0;
}

function apply(
  step: SaStep,
  base: HostTensor<'f32'>,
  outputs: OutputHistory,
  noise: HostTensor<'f32'>,
): HostTensor<'f32'> {
  return linearCombination(
    [step.sample, base],
    [step.noise, noise],
    ...step.outputs.map((weight, k) => [weight, outputs[k] as HostTensor<'f32'>] as const),
  );
}

interface Weighing {
  /** Number of the step. */
  readonly i: number;
  readonly order: number;
  readonly tau: number;
  /** Whether the output at the end of the step is among the nodes. */
  readonly corrects: boolean;
}

/** Weights of the step from point `i`, its nodes newest first. */
function weigh(
  { grid, data }: { readonly grid: SamplingGrid; readonly data: boolean },
  { i, order, tau, corrects }: Weighing,
): SaStep {
  const from = grid.points[i] as GridPoint;
  const to = levelAfter(grid, i);
  const end = logSnr(to);
  const h = end - logSnr(from);
  const strength = 1 + tau * tau;
  if (h === 0) return { sample: 1, outputs: Array.from({ length: order }, () => 0), noise: 0 };
  // Where a step ends without noise, `h` is infinite: only the limits of these weights are numbers.
  const decay = tau === 0 ? 0 : tau * tau * h;
  if (!data && to.sigma === 0) {
    const growth = noiseDifference(from, to);
    return { sample: to.alpha / from.alpha, outputs: [-strength * growth], noise: tau * growth };
  }
  const last = corrects ? i + 1 : i;
  // λ relative to the end of the step: no digits are lost to large exponentials.
  const nodes = Array.from({ length: order }, (_, k) => logSnr(grid.points[last - k] as GridPoint) - end);
  const rate = data ? strength : -1;
  const scale = data ? strength * to.alpha : -strength * to.sigma;
  const moments = exponentialMoments(rate, h, order);
  const outputs = nodes.map((_, k) => scale * dot(lagrangePolynomial(nodes, k), moments));
  if (data && order === 2) {
    const remainder = (h * strength + Math.expm1(-strength * h)) / strength ** 2;
    const extra = corrects
      ? h / 2 - remainder / h
      : ((h * h) / 2 - remainder) / (logSnr(from) - logSnr(grid.points[i - 1] as GridPoint));
    outputs[0] = (outputs[0] as number) + strength * to.alpha * extra;
    outputs[1] = (outputs[1] as number) - strength * to.alpha * extra;
  }
  return data
    ? {
        sample: Math.exp(-decay) * (to.sigma / from.sigma),
        outputs,
        noise: to.sigma * Math.sqrt(-Math.expm1(-2 * decay)),
      }
    : { sample: to.alpha / from.alpha, outputs, noise: tau * to.sigma * Math.sqrt(Math.expm1(2 * h)) };
}

/** `∫₋ₕ⁰ e^(rate·u)·uᵏ du` for `k` from 0 to `count - 1`. */
function exponentialMoments(rate: number, h: number, count: number): readonly number[] {
  const moments = [-Math.expm1(-rate * h) / rate];
  for (let k = 1; k < count; k++) {
    const boundary = -Math.exp(-rate * h) * (-h) ** k;
    moments.push((boundary - k * (moments[k - 1] as number)) / rate);
  }
  return moments;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
}

function checkStrengths(strengths: readonly number[]): void {
  const wrong = strengths.find((tau) => !(tau >= 0 && Number.isFinite(tau)));
  if (wrong === undefined) return;
  throw new ArgumentError('saSolver: this is no strength of noise', {
    expected: 'finite numbers, not negative, for every timestep',
    received: `${wrong}`,
  });
}

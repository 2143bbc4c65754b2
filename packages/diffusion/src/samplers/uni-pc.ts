import type { HostTensor } from '@fm/core';

import { type NoiseLevel, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { rounding } from '../schedules/discrete-schedule.ts';
import { noiseDifference } from './exponential-step.ts';
import { linearCombination } from './linear-combination.ts';
import { logSnr, type WeightOptions } from './log-snr.ts';
import { checkMultistepOrders } from './multistep-orders.ts';
import { type OutputHistory, recordOutput, type SamplerOutput } from './output-history.ts';
import { type PlannedSampler, plannedSampler, type PlannedState } from './planned-sampler.ts';
import { solveLinear } from './solve-linear.ts';

/** Options of {@link uniPc}. */
export interface UniPcOptions extends WeightOptions {
  /** Outputs that the predictor looks at; the corrector has one order more. @default 2 */
  readonly order?: number;
  /** The function `B(h)` of the paper: `h` (`bh1`) or `e^h - 1` (`bh2`). @default 'bh2' */
  readonly solverType?: 'bh1' | 'bh2';
  /** What is extrapolated. @default 'denoised' */
  readonly output?: SamplerOutput;
  /** Lower orders in the last steps. @default true */
  readonly lowerOrderFinal?: boolean;
  /**
   * The predictor's order at each step, instead of `order` and `lowerOrderFinal`.
   *
   * @default those of `order` and `lowerOrderFinal`
   */
  readonly orders?: readonly number[];
  /** Steps whose result is left as it was predicted. @default [] */
  readonly uncorrected?: readonly number[];
  /** Another method in the predictor's place, on the same grid. @default UniP */
  readonly predictor?: PlannedSampler;
}

/** What {@link uniPc} remembers. */
export interface UniPcMemory {
  /** Earlier outputs, the newest first. */
  readonly outputs: OutputHistory;
  /** The corrected sample that the last step started from. */
  readonly last: HostTensor<'f32'> | null;
  /** State of the other predictor. */
  readonly predictor: PlannedState | null;
}

/** Weights of a step: of its base, of the earlier outputs (newest first), and of the output at its end. */
interface UniPcStep {
  readonly sample: number;
  readonly outputs: readonly number[];
  readonly reached: number;
}

/** Highest order; the system of equations is badly conditioned beyond. */
const highest = 6;

/**
 * UniPC: a multistep predictor, and a corrector that uses the evaluation at the predicted sample, which the next step
 * needs anyway. One evaluation a step.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when the orders are impossible, or a step of higher order would end without noise
 * @see Zhao et al. 2023, "UniPC: a unified predictor-corrector framework for fast sampling of diffusion models",
 * arXiv 2302.04867, algorithms 5 to 8
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { linearSchedule, sample, trailingTimesteps, uniPc, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 10));
 * // The network of standard normal data: its velocity is 0, and the exact path from 1 stays there.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler: uniPc(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * (await run.result).data; // => Float32Array [0.9633]
 * ```
 */
export function uniPc(grid: SamplingGrid, options: UniPcOptions = {}): PlannedSampler<UniPcMemory> {
  const { order = 2, output = 'denoised', lowerOrderFinal = true, uncorrected = [], predictor } = options;
  const steps = grid.points.length;
  const orders =
    options.orders ?? uniPcOrders({ order, steps, lowerOrderFinal: lowerOrderFinal || grid.end.sigma === 0 });
  checkMultistepOrders('uniPc', orders, { grid, highest });
  const length = Math.max(...orders) + 1;
  const predictors = orders.map((own, i) =>
    weigh(grid, i, { ...options, output, order: own, corrects: false }),
  );
  const correctors = orders.map((own, i) =>
    i + 1 < steps && !uncorrected.includes(i)
      ? weigh(grid, i, { ...options, output, order: own, corrects: true })
      : undefined,
  );
  return plannedSampler<UniPcMemory>({
    name: `unipc(${Math.max(...orders)})`,
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: { outputs: [], last: null, predictor: null },
    advance({ evaluation, sample: predicted, prediction, memory }) {
      const level = grid.points[evaluation] as NoiseLevel;
      const record = { kind: output, prediction, sample: predicted, level, length };
      const outputs = recordOutput(memory.outputs, record);
      const corrector = correctors[evaluation - 1];
      const sample =
        corrector === undefined || memory.last === null
          ? predicted
          : apply(corrector, memory.last, outputs.slice(1), outputs[0]);
      if (predictor !== undefined) {
        const state = predictor.next({ ...(memory.predictor ?? predictor.init(sample)), sample }, prediction);
        return { sample: state.sample, memory: { outputs, last: sample, predictor: state } };
      }
      const next = apply(predictors[evaluation] as UniPcStep, sample, outputs);
      return { sample: next, memory: { outputs, last: sample, predictor: null } };
    },
  });
}

/**
 * The predictor's order at each step.
 *
 * @example
 * ```ts
 * import { uniPcOrders } from '@fm/diffusion';
 *
 * uniPcOrders({ order: 3, steps: 6, lowerOrderFinal: true }); // => [1, 2, 3, 3, 2, 1]
 * ```
 */
export function uniPcOrders(options: {
  readonly order: number;
  readonly steps: number;
  /** Steps left out at the start of the run. @default 0 */
  readonly start?: number;
  readonly lowerOrderFinal: boolean;
}): readonly number[] {
  const { order, steps, start = 0, lowerOrderFinal } = options;
  return Array.from({ length: steps - start }, (_, i) =>
    Math.min(order, i + 1, lowerOrderFinal ? steps - start - i : order),
  );
}

function apply(
  step: UniPcStep,
  base: HostTensor<'f32'>,
  outputs: OutputHistory,
  reached?: HostTensor<'f32'>,
): HostTensor<'f32'> {
  const terms: (readonly [number, HostTensor<'f32'>])[] = [[step.sample, base]];
  for (const [k, weight] of step.outputs.entries()) terms.push([weight, outputs[k] as HostTensor<'f32'>]);
  if (reached !== undefined) terms.push([step.reached, reached]);
  return linearCombination(...terms);
}

interface Weighing extends UniPcOptions {
  readonly output: SamplerOutput;
  readonly order: number;
  readonly corrects: boolean;
}

/** Weights of the step from point `i`. */
function weigh(grid: SamplingGrid, i: number, options: Weighing): UniPcStep {
  const { output, order, corrects, solverType = 'bh2', precision = 'f64' } = options;
  const round = rounding(precision);
  const from = grid.points[i] as NoiseLevel;
  const to = levelAfter(grid, i);
  const data = output === 'denoised';
  const lambda = logSnr(from, precision);
  const h = round(logSnr(to, precision) - lambda);
  if (h === 0) return { sample: 1, outputs: Array.from({ length: order }, () => 0), reached: 0 };
  const z = data ? -h : h;
  const scale = -(data ? to.alpha : to.sigma);
  const sample = data ? to.sigma / from.sigma : to.alpha / from.alpha;
  const growth = data || precision === 'f32' ? scale * round(Math.expm1(z)) : -noiseDifference(from, to);
  const earlier = Array.from({ length: order - 1 }, (_, k) => {
    return round((logSnr(grid.points[i - k - 1] as NoiseLevel, precision) - lambda) / h);
  });
  const weights = residualWeights(corrects ? [...earlier, 1] : earlier, z, {
    solverType,
    corrects,
    order,
    round,
  });
  const differences = weights.map((weight, k) => (scale * weight) / (earlier[k] ?? 1));
  const older = differences.slice(0, earlier.length);
  const reached = corrects ? (differences.at(-1) as number) : 0;
  const newest = growth - older.reduce((sum, weight) => sum + weight, 0) - reached;
  return { sample, outputs: [newest, ...older], reached };
}

interface Residual {
  readonly solverType: 'bh1' | 'bh2';
  readonly corrects: boolean;
  readonly order: number;
  round(value: number): number;
}

/**
 * `B(h)·rho` of the paper: weights of the differences `m_k - m_0` divided by their nodes, so that polynomials are
 * integrated exactly.
 */
function residualWeights(
  nodes: readonly number[],
  z: number,
  { solverType, corrects, order, round }: Residual,
): readonly number[] {
  if (nodes.length === 0) return [];
  const scale = solverType === 'bh1' ? z : Math.expm1(z);
  // The lowest orders of the paper's program are the same for every B(h).
  if ((corrects && order === 1) || (!corrects && order === 2)) return [0.5 * scale];
  const rows = nodes.map((_, power) => nodes.map((node) => node ** power));
  let phi = round(round(round(Math.expm1(z)) / z) - 1);
  let factorial = 1;
  const targets = nodes.map((_, k) => {
    const target = phi * factorial;
    factorial *= k + 2;
    phi = round(round(phi / z) - 1 / factorial);
    return target;
  });
  return solveLinear(rows, targets);
}

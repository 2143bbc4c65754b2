import { type GridPoint, type NoiseLevel, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import { brownianNoise } from '../noise/brownian-noise.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { rounding } from '../schedules/discrete-schedule.ts';
import { ancestralStep } from './ancestral-step.ts';
import type { TimestepOf } from './dpm2.ts';
import type { WeightOptions } from './log-snr.ts';
import { type LinearMemory, type LinearStep, linearStepSampler } from './linear-step-sampler.ts';
import type { PlannedSampler } from './planned-sampler.ts';
import { requireVarianceExploding } from './straight-grid.ts';

/** Options of {@link dpmSolverSde}. */
export interface DpmSolverSdeOptions extends WeightOptions {
  /** Share of fresh noise: 0 follows the ODE, 1 the reverse SDE. @default 1 */
  readonly eta?: number;
  /** Scale of the noise. @default 1 */
  readonly noiseScale?: number;
  /** @default brownianNoise from the lowest to the highest noise level above 0 */
  readonly noise?: NoiseSource;
}

interface Evaluation {
  readonly point: GridPoint;
  readonly step: LinearStep;
  /** Noise levels that its noise belongs to. */
  readonly levels: { readonly from: number; readonly to: number };
  readonly finishes: boolean;
}

/**
 * DPM-Solver++ along the reverse SDE with two evaluations a step: one at its start, and one halfway in `ln sigma`, whose
 * data estimate holds for the whole step. The noise follows one Brownian path, whatever the number of steps.
 *
 * @param grid - noise levels of the run, from noise to data, all with `alpha` 1
 * @param timestepOf - the network's time at a noise level, for midpoints
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} unless the grid is variance exploding
 * @see Lu et al. 2022, arXiv 2211.01095, section 5; k-diffusion's `sample_dpmpp_sde` with `r` 1/2
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { dpmSolverSde, karrasSigmas, sample, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(10, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * // The network of standard normal data, whose velocity is 0: the run ends at a draw of it.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: dpmSolverSde(grid, (sigma) => sigma), denoiser, sample: start, seed: 0 });
 * (await run.result).data; // => Float32Array [1.135]
 * ```
 */
export function dpmSolverSde(
  grid: SamplingGrid,
  timestepOf: TimestepOf,
  { eta = 1, noiseScale = 1, noise = pathOf(grid), precision = 'f64' }: DpmSolverSdeOptions = {},
): PlannedSampler<LinearMemory> {
  requireVarianceExploding('dpmSolverSde', grid);
  const evaluations = grid.points.flatMap((point, i): Evaluation[] => {
    const to = levelAfter(grid, i).sigma;
    if (to === 0) {
      const step = { sample: 0, outputs: [1], noise: 0, anchor: 'new' } as const;
      return [{ point, step, levels: { from: point.sigma, to }, finishes: true }];
    }
    const { start, sigma, end } = halfway(point.sigma, to, precision);
    const inputScale = 1 / Math.sqrt(sigma ** 2 + 1);
    const middle = { timestep: timestepOf(sigma), alpha: 1, sigma, inputScale };
    const weigh = (target: number, anchor: LinearStep['anchor']): LinearStep => {
      const { down, up } = ancestralStep(start, target, { eta });
      const keep = down / start;
      return { sample: keep, outputs: [1 - keep], noise: up * noiseScale, anchor };
    };
    return [
      { point, step: weigh(sigma, 'new'), levels: { from: start, to: sigma }, finishes: false },
      { point: middle, step: weigh(end, 'kept'), levels: { from: start, to: end }, finishes: true },
    ];
  });
  return linearStepSampler({
    name: 'dpm-solver++(sde)',
    grid: { ...grid, points: evaluations.map(({ point }) => point) },
    output: 'denoised',
    steps: evaluations.map(({ step }) => step),
    noise,
    noiseLevels: (evaluation) => (evaluations[evaluation] as Evaluation).levels,
    stepsAfter: (count) => evaluations.slice(0, count).filter(({ finishes }) => finishes).length,
  });
}

/** The levels of a step and the one halfway in `ln sigma`, after a detour over logarithms where PyTorch makes one. */
function halfway(
  from: number,
  to: number,
  precision: WeightOptions['precision'],
): { readonly start: number; readonly sigma: number; readonly end: number } {
  const round = rounding(precision);
  if (precision !== 'f32') return { start: from, sigma: Math.sqrt(from * to), end: to };
  const [t, next] = [round(-Math.log(from)), round(-Math.log(to))];
  const middle = round(t + round(round(next - t) * 0.5));
  const sigmaOf = (time: number): number => round(Math.exp(-time));
  return { start: sigmaOf(t), sigma: sigmaOf(middle), end: sigmaOf(next) };
}

function pathOf(grid: SamplingGrid): NoiseSource {
  const levels = [...grid.points, grid.end].map((level: NoiseLevel) => level.sigma);
  const positive = levels.filter((sigma) => sigma > 0);
  // A single level has no path; the noise of its only step weighs nothing.
  const low = Math.min(...positive);
  return brownianNoise({ low: positive.length > 1 ? low : 0, high: Math.max(...positive) });
}

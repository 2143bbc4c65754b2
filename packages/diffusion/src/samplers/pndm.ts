import { ArgumentError, type HostTensor, type NoiseSchedule } from '@fm/core';

import type { GridPoint, NoiseLevel } from '../grids/sampling-grid.ts';
import { noNoise } from '../grids/variance-preserving-grid.ts';
import { adamsBashforth } from './adams-bashforth.ts';
import { copyOf, linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/** Options of {@link pndm}. */
export interface PndmOptions {
  /** Begin with three steps of Runge and Kutta, four evaluations each, instead of a corrected first step. @default true */
  readonly rungeKutta?: boolean;
  /** Distance of two timesteps. @default that of the first two */
  readonly stride?: number;
  /** Level below the first training timestep. @default data without noise */
  readonly end?: NoiseLevel;
  /** What the multistep formula averages; `velocity` is what diffusers averages for networks that predict it. @default 'noise' */
  readonly average?: 'noise' | 'velocity';
}

/** What a PNDM sampler keeps: earlier slopes, the sample its current step began with, and the Runge-Kutta sum. */
export interface PndmMemory {
  /** Earlier slopes, the oldest first, `f32[batch, ...]`. */
  readonly slopes: readonly HostTensor<'f32'>[];
  /** The sample that the current step began with; `null` between steps. */
  readonly start: HostTensor<'f32'> | null;
  /** Weighted slopes of the running Runge-Kutta step; `null` outside of one. */
  readonly sum: HostTensor<'f32'> | null;
}

/**
 * PNDM: the linear multistep method of order 4 on DDIM's transfer, on evenly spaced timesteps.
 *
 * @param schedule - that the network was trained with
 * @param timesteps - falling and evenly spaced
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when the Runge-Kutta start has fewer than four timesteps
 * @see Liu et al. 2022, "Pseudo numerical methods for diffusion models on manifolds", section 3
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { leadingTimesteps, linearSchedule, pndm, sample } from '@fm/diffusion';
 *
 * const sampler = pndm(linearSchedule(), leadingTimesteps(1000, 10));
 * // The network of standard normal data: its velocity is 0, and the exact path from 1 stays there.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler, denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * (await run.result).data; // => Float32Array [1.013]
 * ```
 */
export function pndm(
  schedule: NoiseSchedule,
  timesteps: readonly number[],
  options: PndmOptions = {},
): PlannedSampler<PndmMemory> {
  const { rungeKutta = true, stride = (timesteps[0] ?? 1) - (timesteps[1] ?? 0) } = options;
  const asked = pndmTimesteps(timesteps, { rungeKutta, stride });
  return pndmOver(schedule, asked, { ...options, stride, rungeKuttaEvaluations: rungeKutta ? 12 : 0 });
}

/**
 * The times of PNDM's evaluations: with Runge and Kutta `t, t-h, t-h, t-2h` three times, `h` half a stride; without,
 * the second timestep twice.
 *
 * @param timesteps - falling and evenly spaced
 * @throws {ArgumentError} when the Runge-Kutta start has fewer than four timesteps
 * @example
 * ```ts
 * import { pndmTimesteps } from '@fm/diffusion';
 *
 * pndmTimesteps([900, 600, 300, 0], { rungeKutta: false, stride: 300 }); // => [900, 600, 600, 300, 0]
 * ```
 */
export function pndmTimesteps(
  timesteps: readonly number[],
  { rungeKutta, stride }: { readonly rungeKutta: boolean; readonly stride: number },
): number[] {
  if (!rungeKutta) return [...timesteps.slice(0, 2), ...timesteps.slice(1)];
  if (timesteps.length < 4) {
    throw new ArgumentError('pndm: the Runge-Kutta start needs four timesteps', {
      expected: 'at least 4',
      received: `${timesteps.length}`,
      hint: 'Take more steps, or `rungeKutta: false`.',
    });
  }
  const half = Math.floor(stride / 2);
  const start = timesteps.slice(0, 3).flatMap((time, i) => {
    const next = timesteps[i + 1] as number;
    return [time, next + half, next + half, next];
  });
  return [...start, ...timesteps.slice(3)];
}

/** Options of {@link pndmOver}. */
export interface PndmOverOptions extends PndmOptions {
  readonly stride: number;
  /** How many of the evaluations belong to Runge-Kutta steps. */
  readonly rungeKuttaEvaluations: number;
}

/** One evaluation's place in the method. */
interface PndmStep {
  readonly from: NoiseLevel;
  readonly to: NoiseLevel;
  readonly kind: 'first' | 'correct' | 'multistep' | 0 | 1 | 2 | 3;
}

/** {@link pndm} over given times of evaluations, which need not be whole runs. */
export function pndmOver(
  schedule: NoiseSchedule,
  times: readonly number[],
  { stride, rungeKuttaEvaluations, end = noNoise, average = 'noise' }: PndmOverOptions,
): PlannedSampler<PndmMemory> {
  const level = (time: number): NoiseLevel =>
    time < 0 ? end : { alpha: schedule.alpha(time), sigma: schedule.sigma(time) };
  const evaluations: GridPoint[] = times.map((timestep) => ({ timestep, inputScale: 1, ...level(timestep) }));
  const steps = times.map((time, i): PndmStep => {
    if (i < rungeKuttaEvaluations) {
      const to = i % 2 === 0 ? time - Math.floor(stride / 2) : time;
      return { from: level(times[i - (i % 4)] as number), to: level(to), kind: (i % 4) as 0 | 1 | 2 | 3 };
    }
    if (i === 1) return { from: level(time + stride), to: level(time), kind: 'correct' };
    return { from: level(time), to: level(time - stride), kind: i === 0 ? 'first' : 'multistep' };
  });
  return plannedSampler<PndmMemory>({
    name: rungeKuttaEvaluations > 0 ? 'pndm' : 'plms',
    evaluations,
    stepsAfter: (count) =>
      count < rungeKuttaEvaluations
        ? Math.floor(count / 4)
        : count - (rungeKuttaEvaluations === 0 ? Math.min(1, count - 1) : (rungeKuttaEvaluations / 4) * 3),
    initialScale: 1,
    memory: { slopes: [], start: null, sum: null },
    advance({ evaluation, sample, prediction, memory }) {
      const step = steps[evaluation] as PndmStep;
      const { alpha, sigma } = evaluations[evaluation] as GridPoint;
      const slope =
        average === 'noise'
          ? copyOf(prediction.noise)
          : linearCombination([alpha, prediction.noise], [-sigma, prediction.denoised]);
      const next = advanceMemory(step.kind, slope, sample, memory);
      const moved = transfer(next.from, next.slopes, step, average);
      return { sample: moved, memory: next.memory };
    },
  });
}

/** The slopes whose Adams formula to follow, newest last, the sample to follow it from, and the memory after it. */
function advanceMemory(
  kind: PndmStep['kind'],
  slope: HostTensor<'f32'>,
  sample: HostTensor<'f32'>,
  { slopes, start, sum }: PndmMemory,
): { slopes: readonly HostTensor<'f32'>[]; from: HostTensor<'f32'>; memory: PndmMemory } {
  const from = start ?? sample;
  if (kind === 'multistep') {
    const known = [...slopes.slice(-3), slope];
    return { slopes: known, from, memory: { slopes: known, start: null, sum: null } };
  }
  if (kind === 'first')
    return { slopes: [slope], from: sample, memory: { slopes: [slope], start: sample, sum: null } };
  if (kind === 'correct') {
    const mean = linearCombination([0.5, slope], [0.5, slopes.at(-1) ?? slope]);
    return { slopes: [mean], from, memory: { slopes, start: null, sum: null } };
  }
  if (kind === 0) {
    const memory = { slopes: [...slopes, slope], start: sample, sum: linearCombination([1 / 6, slope]) };
    return { slopes: [slope], from: sample, memory };
  }
  const total = linearCombination([1, sum ?? slope], [kind === 3 ? 1 / 6 : 1 / 3, slope]);
  if (kind === 3) return { slopes: [total], from, memory: { slopes, start: null, sum: null } };
  return { slopes: [slope], from, memory: { slopes, start, sum: total } };
}

/** DDIM's deterministic step along noise estimates, or along velocities. */
function transfer(
  sample: HostTensor<'f32'>,
  slopes: readonly HostTensor<'f32'>[],
  { from, to }: PndmStep,
  average: 'noise' | 'velocity',
): HostTensor<'f32'> {
  const keep = to.alpha / from.alpha;
  const along = to.sigma - keep * from.sigma;
  return average === 'noise'
    ? linearCombination([keep, sample], ...adamsBashforth(slopes, along))
    : linearCombination([keep + along * from.sigma, sample], ...adamsBashforth(slopes, along * from.alpha));
}

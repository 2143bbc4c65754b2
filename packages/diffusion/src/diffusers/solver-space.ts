import { UnsupportedError } from '@fm/core';

import { betaSigmas } from '../grids/beta.ts';
import { exponentialSigmas } from '../grids/exponential.ts';
import { karrasSigmas, type SigmaRange } from '../grids/karras.ts';
import { type SamplingGrid, samplingGrid, skipSteps } from '../grids/sampling-grid.ts';
import { interpolateTable, sigmaTable, timestepOfSigma } from '../grids/sigma-table.ts';
import { leadingTimesteps, linspaceTimesteps, roundHalfEven } from '../grids/timestep-spacing.ts';
import { type DiscreteSchedule, scheduleFromTable } from '../schedules/discrete-schedule.ts';
import { linspace } from '../schedules/linspace.ts';
import { type BetaConfig, readBetas } from './beta-fields.ts';
import { numpyLog } from '../grids/numpy-log.ts';
import type { PlanOptions } from './diffusers-scheduler.ts';

/** The fields that decide the noise levels of the solvers in λ. */
export interface SolverSpaceConfig {
  readonly num_train_timesteps: number;
  readonly timestep_spacing: 'linspace' | 'leading' | 'trailing';
  readonly steps_offset: number;
  readonly use_karras_sigmas: boolean | null;
  readonly use_exponential_sigmas: boolean | null;
  readonly use_beta_sigmas: boolean | null;
  readonly use_lu_lambdas?: boolean;
  readonly use_flow_sigmas: boolean | null;
  readonly flow_shift: number;
  readonly lambda_min_clipped?: number;
  readonly sigma_min?: number | null;
  readonly sigma_max?: number | null;
}

/** What differs between the classes. */
export interface SolverSpaceOptions {
  /** Round the timesteps of Karras's and Lu's grids. @default true */
  readonly roundTimesteps?: boolean;
  /** Noise levels of a flow, highest first, instead of those with a fixed shift. */
  readonly flowSigmas?: (steps: number) => readonly number[];
}

/** Noise levels of a run, falling, in float64, and the network's integer time at each. */
export interface SolverSpace {
  readonly sigmas: readonly number[];
  readonly timesteps: readonly number[];
  /** The same before they were rounded. */
  readonly times: readonly number[];
  /** The schedule's lowest noise level. */
  readonly lowest: number;
}

/** The noise levels of the solvers in λ; the one that the last step arrives at is the class's own. */
export function solverSpace(
  config: SolverSpaceConfig,
  schedule: DiscreteSchedule,
  plan: PlanOptions,
  { roundTimesteps = true, flowSigmas }: SolverSpaceOptions = {},
): SolverSpace {
  const table = sigmaTable(schedule, 'f32');
  const logTable = table.map(numpyLog);
  const [lowest, highest] = [table[0] as number, table.at(-1) as number];
  const steps = plan.steps ?? plan.timesteps?.length ?? plan.sigmas?.length ?? config.num_train_timesteps;
  const range = { sigmaMin: config.sigma_min ?? lowest, sigmaMax: config.sigma_max ?? highest };
  const chosen = chooseSigmas(config, range, [logTable[0] as number, logTable.at(-1) as number]);
  if (chosen !== undefined) {
    const sigmas = chosen.grid(steps);
    const times = sigmas.map((sigma) => timestepOfSigma(logTable, sigma));
    const rounded = times.map(chosen.rounded && roundTimesteps ? roundHalfEven : Math.trunc);
    return { sigmas, timesteps: rounded, times: chosen.rounded && roundTimesteps ? rounded : times, lowest };
  }
  if (config.use_flow_sigmas === true) {
    const sigmas = (flowSigmas ?? ((count: number) => shiftedFlow(config, count)))(steps);
    const times = sigmas.map((sigma) => sigma * config.num_train_timesteps);
    return { sigmas, timesteps: times.map(Math.trunc), times, lowest };
  }
  const timesteps = plan.timesteps ?? solverTimesteps(config, usedTimesteps(schedule, config), steps);
  const sigmas = timesteps.map((timestep) => interpolateTable(table, timestep));
  return { sigmas, timesteps, times: timesteps, lowest };
}

interface SigmaChoice {
  readonly rounded: boolean;
  grid(steps: number): number[];
}

function chooseSigmas(
  config: SolverSpaceConfig,
  range: SigmaRange,
  [logLowest, logHighest]: readonly [number, number],
): SigmaChoice | undefined {
  const choices: readonly (readonly [boolean | null | undefined, SigmaChoice])[] = [
    [config.use_karras_sigmas, { rounded: true, grid: (n) => karrasSigmas(n, range) }],
    [
      config.use_lu_lambdas,
      {
        rounded: true,
        grid: (n) => linspace(0, 1, n).map((u) => Math.exp(logHighest + u * (logLowest - logHighest))),
      },
    ],
    [config.use_exponential_sigmas, { rounded: false, grid: (n) => exponentialSigmas(n, range) }],
    [config.use_beta_sigmas, { rounded: false, grid: (n) => betaSigmas(n, range) }],
  ];
  return choices.find(([used]) => used === true)?.[1];
}

function shiftedFlow(
  { num_train_timesteps: training, flow_shift: shift }: SolverSpaceConfig,
  steps: number,
): number[] {
  return linspace(1, 1 / training, steps + 1)
    .map((alpha) => 1 - alpha)
    .map((sigma) => (shift * sigma) / (1 + (shift - 1) * sigma))
    .reverse()
    .slice(0, -1);
}

/** Training timesteps from 0 on whose λ is not below `lambda_min_clipped`. */
export function usedTimesteps(
  schedule: DiscreteSchedule,
  { lambda_min_clipped: lowest = Number.NEGATIVE_INFINITY }: Pick<SolverSpaceConfig, 'lambda_min_clipped'>,
): number {
  const { fround } = Math;
  return schedule.alphasCumulative.filter((square) => {
    const alpha = fround(Math.log(fround(Math.sqrt(square))));
    const sigma = fround(Math.log(fround(Math.sqrt(fround(1 - square)))));
    return fround(alpha - sigma) >= fround(lowest);
  }).length;
}

/** One timestep more than there are steps, from `used - 1` to 0, without the last. */
function solverTimesteps(config: SolverSpaceConfig, used: number, steps: number): number[] {
  const { num_train_timesteps: training, timestep_spacing: spacing, steps_offset: offset } = config;
  if (spacing === 'linspace')
    return linspaceTimesteps(used, steps + 1)
      .map(roundHalfEven)
      .slice(0, -1);
  if (spacing === 'leading') return leadingTimesteps(used, steps + 1, offset).slice(0, -1);
  return trailingFrom(used, training / steps);
}

/** numpy's `arange(last, 0, -stride)`, rounded, minus 1. */
export function trailingFrom(last: number, stride: number): number[] {
  const step = last - (last - stride);
  return Array.from({ length: Math.ceil(last / stride) }, (_, i) => roundHalfEven(last - i * step) - 1);
}

/**
 * The grid of a solver: samples of variance 1, or between data and noise on a straight line for flows. Rounded as
 * PyTorch rounds.
 *
 * @param sigmas - noise levels as diffusers lists them, the last one being where the last step arrives
 */
export function solverGrid(
  config: Pick<SolverSpaceConfig, 'use_flow_sigmas'>,
  sigmas: readonly number[],
  timesteps: readonly number[],
): SamplingGrid {
  const { fround } = Math;
  const level = (sigma: number): { alpha: number; sigma: number } => {
    if (config.use_flow_sigmas === true) return { alpha: fround(1 - sigma), sigma };
    const alpha = fround(1 / fround(Math.sqrt(fround(fround(sigma * sigma) + 1))));
    return { alpha, sigma: fround(sigma * alpha) };
  };
  const points = timesteps.map((timestep, i) => ({ timestep, ...level(sigmas[i] as number), inputScale: 1 }));
  return samplingGrid({ points, end: level(sigmas.at(-1) as number), initialScale: 1 });
}

/** A grid after `start`, with the whole of it. */
export function startedGrid(grid: SamplingGrid, { start = 0 }: PlanOptions): SamplingGrid {
  return start === 0 ? grid : skipSteps(grid, start);
}

/** The schedule of a solver's configuration; a last timestep without any signal gets as little as float16 can hold. */
export function readSolverBetas(className: string, config: BetaConfig): DiscreteSchedule {
  const schedule = readBetas(className, config);
  if (config.rescale_betas_zero_snr !== true) return schedule;
  return scheduleFromTable(schedule.name, schedule.betas, [
    ...schedule.alphasCumulative.slice(0, -1),
    2 ** -24,
  ]);
}

/**
 * Refuses what diffusers computes NaN for: a variance-exploding grid of sigmas read as a flow's.
 *
 * @throws {UnsupportedError} when both are asked for
 */
export function refuseFlowMix(
  className: string,
  config: SolverSpaceConfig,
  allowed: boolean | null = false,
): void {
  const grids = ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas', 'use_lu_lambdas'] as const;
  const other = grids.find((name) => config[name] === true);
  if (config.use_flow_sigmas !== true || other === undefined || allowed === true) return;
  throw new UnsupportedError(`${className}: sigmas of a flow lie between 0 and 1, those of ${other} do not`, {
    expected: 'one of the two',
    received: `use_flow_sigmas and ${other}`,
    hint: `Leave out ${other}; diffusers computes NaN here.`,
  });
}

/** The last noise level of classes without `final_sigmas_type`: the schedule's lowest, or the grid's own once more. */
export function lastLevel(config: SolverSpaceConfig, { sigmas, lowest }: SolverSpace): number {
  const own =
    config.use_karras_sigmas ||
    config.use_exponential_sigmas ||
    config.use_beta_sigmas ||
    config.use_flow_sigmas;
  return own === true ? (sigmas.at(-1) as number) : lowest;
}

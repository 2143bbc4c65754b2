import { ArgumentError } from '@fm/core';

import { betaSigmas } from '../grids/beta.ts';
import { exponentialSigmas } from '../grids/exponential.ts';
import { karrasSigmas } from '../grids/karras.ts';
import { interpolateTable, sigmaTable, timestepOfSigma } from '../grids/sigma-table.ts';
import {
  leadingTimesteps,
  linspaceTimesteps,
  roundHalfEven,
  trailingTimesteps,
} from '../grids/timestep-spacing.ts';
import type { DiscreteSchedule } from '../schedules/discrete-schedule.ts';
import type { PlanOptions } from './diffusers-scheduler.ts';
import { numpyLog } from '../grids/numpy-log.ts';

/** The fields that decide the noise levels of the classes of k-diffusion. */
export interface SigmaSpaceConfig {
  readonly num_train_timesteps: number;
  readonly timestep_spacing: 'linspace' | 'leading' | 'trailing';
  readonly steps_offset: number;
  readonly use_karras_sigmas?: boolean | null;
  readonly use_exponential_sigmas?: boolean | null;
  readonly use_beta_sigmas?: boolean | null;
  readonly sigma_min?: number | null;
  readonly sigma_max?: number | null;
}

/** Noise levels of a run without the final one, falling, and the network's time at each. */
export interface SigmaSpace {
  readonly sigmas: readonly number[];
  readonly timesteps: readonly number[];
}

/** The timesteps that spacing, offset or the user's own list give, float32 as in diffusers. */
export function spacedTimesteps(config: SigmaSpaceConfig, { steps, timesteps }: PlanOptions): number[] {
  if (timesteps !== undefined) {
    if (config.use_karras_sigmas || config.use_exponential_sigmas || config.use_beta_sigmas) {
      throw new ArgumentError('Timesteps of one’s own and a grid of sigmas exclude each other', {
        expected: '`timesteps`, or one of `use_karras_sigmas`, `use_exponential_sigmas`, `use_beta_sigmas`',
        received: 'both',
      });
    }
    return timesteps.map(Math.fround);
  }
  const training = config.num_train_timesteps;
  const count = steps ?? training;
  const spacing = {
    linspace: () => linspaceTimesteps(training, count),
    leading: () => leadingTimesteps(training, count, config.steps_offset),
    trailing: () => trailingTimesteps(training, count),
  };
  return spacing[config.timestep_spacing]().map(Math.fround);
}

/** Options of {@link sigmaSpace}. */
export interface SigmaSpaceOptions {
  /** Round the timesteps of Karras's grid, as the second-order classes do. @default false */
  readonly roundKarrasTimesteps?: boolean;
  /** Order of Karras's grid. @default 7 */
  readonly rho?: number;
}

/** The noise levels of a run of one of the classes of k-diffusion. */
export function sigmaSpace(
  config: SigmaSpaceConfig,
  schedule: DiscreteSchedule,
  plan: PlanOptions,
  { roundKarrasTimesteps = false }: SigmaSpaceOptions = {},
): SigmaSpace {
  const table = sigmaTable(schedule, 'f32');
  const logTable = table.map(numpyLog);
  const time = (sigma: number): number => Math.fround(timestepOfSigma(logTable, sigma, 'f32'));
  if (plan.sigmas !== undefined) {
    const sigmas = plan.sigmas.slice(0, -1).map(Math.fround);
    return { sigmas, timesteps: sigmas.map(time) };
  }
  const timesteps = spacedTimesteps(config, plan);
  const spaced = timesteps.map((timestep) => interpolateTable(table, timestep));
  const range = {
    sigmaMin: config.sigma_min ?? (spaced.at(-1) as number),
    sigmaMax: config.sigma_max ?? (spaced[0] as number),
  };
  const count = plan.steps ?? spaced.length;
  if (config.use_karras_sigmas === true) {
    const sigmas = karrasSigmas(count, range);
    const times = sigmas.map((sigma) => timestepOfSigma(logTable, sigma, 'f32'));
    return {
      sigmas: sigmas.map(Math.fround),
      timesteps: times.map((t) => (roundKarrasTimesteps ? roundHalfEven(t) : Math.fround(t))),
    };
  }
  if (config.use_exponential_sigmas === true || config.use_beta_sigmas === true) {
    const sigmas = (config.use_beta_sigmas === true ? betaSigmas : exponentialSigmas)(count, range);
    return { sigmas: sigmas.map(Math.fround), timesteps: sigmas.map(time) };
  }
  return { sigmas: spaced.map(Math.fround), timesteps };
}

/** diffusers' `init_noise_sigma`: the highest sigma, or with leading spacing the deviation of data plus noise. */
export function initialNoiseScale(config: SigmaSpaceConfig, sigmas: readonly number[]): number {
  const highest = Math.max(...sigmas);
  return config.timestep_spacing === 'leading' ? Math.sqrt(highest * highest + 1) : highest;
}

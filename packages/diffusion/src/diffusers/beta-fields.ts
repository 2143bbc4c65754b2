import { FormatError } from '@fm/core';
import * as z from 'zod';

import { cosineSchedule } from '../schedules/cosine.ts';
import { type DiscreteSchedule, discreteSchedule } from '../schedules/discrete-schedule.ts';
import { exponentialSchedule } from '../schedules/exponential.ts';
import { laplaceSchedule } from '../schedules/laplace.ts';
import { type BetaRangeOptions, linearSchedule } from '../schedules/linear.ts';
import { scaledLinearSchedule } from '../schedules/scaled-linear.ts';
import { sigmoidSchedule } from '../schedules/sigmoid.ts';
import { rescaleToZeroSnr } from '../schedules/zero-terminal-snr.ts';

/** Names of diffusers' beta schedules. */
export type BetaScheduleName =
  | 'linear'
  | 'scaled_linear'
  | 'squaredcos_cap_v2'
  | 'sigmoid'
  | 'laplace'
  | 'exp';

const readers: Readonly<Record<BetaScheduleName, (options: BetaRangeOptions) => DiscreteSchedule>> = {
  linear: linearSchedule,
  scaled_linear: scaledLinearSchedule,
  squaredcos_cap_v2: cosineSchedule,
  sigmoid: sigmoidSchedule,
  laplace: laplaceSchedule,
  exp: exponentialSchedule,
};

/** Fields that describe the betas, with the choices and defaults of most classes. */
export const betaFields: {
  readonly num_train_timesteps: z.ZodDefault<z.ZodInt>;
  readonly beta_start: z.ZodDefault<z.ZodNumber>;
  readonly beta_end: z.ZodDefault<z.ZodNumber>;
  readonly beta_schedule: z.ZodDefault<
    z.ZodEnum<{ linear: 'linear'; scaled_linear: 'scaled_linear'; squaredcos_cap_v2: 'squaredcos_cap_v2' }>
  >;
  readonly trained_betas: z.ZodDefault<z.ZodNullable<z.ZodArray<z.ZodNumber>>>;
} = {
  num_train_timesteps: z.int().positive().default(1000),
  beta_start: z.number().min(0).max(1).default(0.0001),
  beta_end: z.number().min(0).max(1).default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  trained_betas: z.array(z.number()).nullable().default(null),
};

/** What {@link readBetas} reads. */
export interface BetaConfig {
  readonly num_train_timesteps: number;
  readonly beta_start: number;
  readonly beta_end: number;
  readonly beta_schedule: BetaScheduleName;
  readonly trained_betas: readonly number[] | null;
  readonly rescale_betas_zero_snr?: boolean;
}

/**
 * The schedule of a configuration, rounded as PyTorch rounds.
 *
 * @throws {FormatError} when `trained_betas` and `num_train_timesteps` disagree
 */
export function readBetas(className: string, config: BetaConfig): DiscreteSchedule {
  const schedule = readTable(className, config);
  return config.rescale_betas_zero_snr === true ? rescaleToZeroSnr(schedule, { precision: 'f32' }) : schedule;
}

function readTable(className: string, config: BetaConfig): DiscreteSchedule {
  const { num_train_timesteps: trainingSteps, trained_betas: trained } = config;
  if (trained === null) {
    const range = { betaStart: config.beta_start, betaEnd: config.beta_end };
    return readers[config.beta_schedule]({ trainingSteps, ...range, precision: 'f32' });
  }
  if (trained.length !== trainingSteps) {
    throw new FormatError(`${className}: there is not one beta for each training timestep`, {
      expected: `${trainingSteps} numbers in trained_betas`,
      received: `${trained.length}`,
    });
  }
  return discreteSchedule('trained betas', trained, { precision: 'f32' });
}

import { UnsupportedError } from '@fm/core';
import { z } from 'zod';

import { cosineSchedule } from '../schedules/cosine.ts';
import { type DiscreteSchedule, discreteSchedule } from '../schedules/discrete-schedule.ts';
import { laplaceSchedule } from '../schedules/laplace.ts';
import { linearSchedule } from '../schedules/linear.ts';
import { scaledLinearSchedule } from '../schedules/scaled-linear.ts';
import { sigmoidSchedule } from '../schedules/sigmoid.ts';
import { rescaleToZeroSnr } from '../schedules/zero-terminal-snr.ts';

const betaSchedules = ['linear', 'scaled_linear', 'squaredcos_cap_v2', 'sigmoid', 'laplace'] as const;

/** Fields that describe the betas, with the defaults of most classes. */
export const betaFields = {
  num_train_timesteps: z.int().positive().default(1000),
  beta_start: z.number().min(0).max(1).default(0.0001),
  beta_end: z.number().min(0).max(1).default(0.02),
  beta_schedule: z.enum(betaSchedules).default('linear'),
  trained_betas: z.array(z.number()).nullable().default(null),
} as const;

/** What {@link readBetas} reads. */
export interface BetaConfig {
  readonly num_train_timesteps: number;
  readonly beta_start: number;
  readonly beta_end: number;
  readonly beta_schedule: (typeof betaSchedules)[number];
  readonly trained_betas: readonly number[] | null;
  readonly rescale_betas_zero_snr?: boolean;
}

/** Betas that only some classes offer. */
export interface BetaChoice {
  readonly sigmoid?: boolean;
  readonly laplace?: boolean;
}

/**
 * The schedule of a configuration, rounded as PyTorch rounds.
 *
 * @throws {UnsupportedError} when the class does not offer the beta schedule
 */
export function readBetas(className: string, config: BetaConfig, choice: BetaChoice = {}): DiscreteSchedule {
  const schedule = readTable(className, config, choice);
  return config.rescale_betas_zero_snr === true ? rescaleToZeroSnr(schedule, { precision: 'f32' }) : schedule;
}

function readTable(className: string, config: BetaConfig, choice: BetaChoice): DiscreteSchedule {
  const options = {
    trainingSteps: config.num_train_timesteps,
    betaStart: config.beta_start,
    betaEnd: config.beta_end,
    precision: 'f32',
  } as const;
  if (config.trained_betas !== null) return discreteSchedule('trained betas', config.trained_betas, options);
  const { beta_schedule: name } = config;
  if ((name === 'sigmoid' && choice.sigmoid !== true) || (name === 'laplace' && choice.laplace !== true)) {
    throw new UnsupportedError(`${className} has no such beta schedule`, {
      expected: 'linear, scaled_linear or squaredcos_cap_v2',
      received: name,
      hint: 'DDPMScheduler has it.',
    });
  }
  return readers[name](options);
}

const readers = {
  linear: linearSchedule,
  scaled_linear: scaledLinearSchedule,
  squaredcos_cap_v2: cosineSchedule,
  sigmoid: sigmoidSchedule,
  laplace: laplaceSchedule,
} as const;

import { z } from 'zod';

import { skipSteps, type NoiseLevel } from '../grids/sampling-grid.ts';
import {
  leadingTimesteps,
  linspaceTimesteps,
  roundHalfEven,
  trailingTimesteps,
} from '../grids/timestep-spacing.ts';
import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { ddim } from '../samplers/ddim.ts';
import type { DiscreteSchedule } from '../schedules/discrete-schedule.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { clipFields, readPrediction, thresholdFields } from './clip-fields.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { predictionField, spacingFields } from './sigma-fields.ts';

const config = z.strictObject({
  ...betaFields,
  ...clipFields,
  ...thresholdFields,
  ...predictionField,
  ...spacingFields,
  timestep_spacing: z.enum(['linspace', 'leading', 'trailing']).default('leading'),
  set_alpha_to_one: z.boolean().default(true),
  rescale_betas_zero_snr: z.boolean().default(false),
});

const stepOptions = z.strictObject({
  eta: z.number().min(0).max(1).default(0),
  use_clipped_model_output: z.boolean().default(false),
});

/** `DDIMScheduler`. */
export const ddimClass: SchedulerClass = schedulerClass(config, (fields, compatibility) => {
  const schedule = readBetas('DDIMScheduler', fields);
  const parameterization = readPrediction(fields);
  return {
    schedule,
    plan(options) {
      const { steps = fields.num_train_timesteps, start = 0, noise } = options;
      const { eta, use_clipped_model_output: noiseFromDenoised } = stepOptions.parse(
        options.stepOptions ?? {},
      );
      const timesteps = ddimTimesteps(fields, steps);
      const end = finalLevel(schedule, fields.set_alpha_to_one);
      const grid = skipSteps(variancePreservingGrid(schedule, timesteps, end), start);
      const stride = Math.floor(fields.num_train_timesteps / steps);
      const targets = grid.points.map(({ timestep }) =>
        timestep >= stride ? levelAt(schedule, timestep - stride) : end,
      );
      const sampler = ddim(grid, {
        eta,
        noiseFromDenoised,
        ...(compatibility.fixedStride && { targets }),
        ...(noise !== undefined && { noise }),
      });
      return { grid, sampler, parameterization };
    },
  };
});

/** Integer timesteps of the classes of DDPM. */
export function ddimTimesteps(
  fields: {
    readonly num_train_timesteps: number;
    readonly timestep_spacing: 'linspace' | 'leading' | 'trailing';
    readonly steps_offset: number;
  },
  steps: number,
): number[] {
  const spacing = {
    linspace: () => linspaceTimesteps(fields.num_train_timesteps, steps).map(roundHalfEven),
    leading: () => leadingTimesteps(fields.num_train_timesteps, steps, fields.steps_offset),
    trailing: () => trailingTimesteps(fields.num_train_timesteps, steps),
  };
  return spacing[fields.timestep_spacing]();
}

/** Where the last step arrives: data without noise, or the first training timestep. */
export function finalLevel(schedule: DiscreteSchedule, toOne: boolean): NoiseLevel {
  return toOne ? { alpha: 1, sigma: 0 } : levelAt(schedule, 0);
}

/** The level of a timestep. */
export function levelAt(schedule: DiscreteSchedule, timestep: number): NoiseLevel {
  return { alpha: schedule.alpha(timestep), sigma: schedule.sigma(timestep) };
}

import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { ddim } from '../samplers/ddim.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { clipFields, readPrediction, thresholdFields } from './clip-fields.ts';
import { finalLevel, integerTimesteps, levelAt } from './integer-timesteps.ts';
import { allowOptions, readStepOptions } from './plan-options.ts';
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

/** `DDIMScheduler`, and `DDIMParallelScheduler`, whose sequential numbers are the same. */
export const ddimClass: SchedulerClass = schedulerClass(config, (fields, compatibility) => {
  const schedule = readBetas('DDIMScheduler', fields);
  const parameterization = readPrediction(fields);
  return {
    schedule,
    plan(options) {
      allowOptions('DDIMScheduler', options, ['noise', 'stepOptions']);
      const { eta, use_clipped_model_output } = readStepOptions('DDIMScheduler', stepOptions, options);
      const { steps = fields.num_train_timesteps, start = 0, noise } = options;
      const end = finalLevel(schedule, fields.set_alpha_to_one);
      const timesteps = integerTimesteps(fields, steps);
      const grid = skipSteps(variancePreservingGrid(schedule, timesteps, end), start);
      const stride = Math.floor(fields.num_train_timesteps / steps);
      const targets = grid.points.map(({ timestep }) =>
        timestep >= stride ? levelAt(schedule, timestep - stride) : end,
      );
      const sampler = ddim(grid, {
        eta,
        noiseFromDenoised: use_clipped_model_output,
        ...(compatibility.fixedStride && { targets }),
        ...(noise !== undefined && { noise }),
      });
      return { grid, sampler, parameterization };
    },
  };
});

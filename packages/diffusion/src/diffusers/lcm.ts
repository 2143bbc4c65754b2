import { z } from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { boundaryScaled } from '../parameterizations/boundary.ts';
import { consistency } from '../samplers/consistency.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { clipFields, readPrediction, thresholdFields } from './clip-fields.ts';
import { distilledTimesteps } from './distilled-timesteps.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { predictionField, spacingFields } from './sigma-fields.ts';

/** Fields of the classes of distilled models. `set_alpha_to_one`, spacing and offset have no effect in diffusers. */
export const distilledFields = {
  ...betaFields,
  ...clipFields,
  ...thresholdFields,
  ...predictionField,
  ...spacingFields,
  beta_start: z.number().min(0).max(1).default(0.00085),
  beta_end: z.number().min(0).max(1).default(0.012),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('scaled_linear'),
  clip_sample: z.boolean().default(false),
  timestep_spacing: z.enum(['linspace', 'leading', 'trailing']).default('leading'),
  original_inference_steps: z.int().positive().default(50),
  timestep_scaling: z.number().positive().default(10),
  set_alpha_to_one: z.boolean().default(true),
  rescale_betas_zero_snr: z.boolean().default(false),
} as const;

const config = z.strictObject(distilledFields);

/** `LCMScheduler`. */
export const lcmClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readBetas('LCMScheduler', fields);
  const parameterization = boundaryScaled(readPrediction(fields), {
    timestepScaling: fields.timestep_scaling,
  });
  return {
    schedule,
    plan(options) {
      allowOptions('LCMScheduler', options, ['timesteps', 'noise', 'setOptions']);
      const timesteps = distilledTimesteps('LCMScheduler', fields, options, false);
      const grid = skipSteps(variancePreservingGrid(schedule, timesteps), options.start ?? 0);
      const { noise } = options;
      return { grid, sampler: consistency(grid, noise === undefined ? {} : { noise }), parameterization };
    },
  };
});

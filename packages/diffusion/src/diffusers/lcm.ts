import * as z from 'zod';

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
export const distilledFields: {
  readonly num_train_timesteps: z.ZodDefault<z.ZodInt>;
  readonly beta_start: z.ZodDefault<z.ZodNumber>;
  readonly beta_end: z.ZodDefault<z.ZodNumber>;
  readonly beta_schedule: z.ZodDefault<
    z.ZodEnum<{ linear: 'linear'; scaled_linear: 'scaled_linear'; squaredcos_cap_v2: 'squaredcos_cap_v2' }>
  >;
  readonly trained_betas: z.ZodDefault<z.ZodNullable<z.ZodArray<z.ZodNumber>>>;
  readonly clip_sample: z.ZodDefault<z.ZodBoolean>;
  readonly clip_sample_range: z.ZodDefault<z.ZodNumber>;
  readonly thresholding: z.ZodDefault<z.ZodBoolean>;
  readonly dynamic_thresholding_ratio: z.ZodDefault<z.ZodNumber>;
  readonly sample_max_value: z.ZodDefault<z.ZodNumber>;
  readonly prediction_type: z.ZodDefault<
    z.ZodEnum<{ epsilon: 'epsilon'; sample: 'sample'; v_prediction: 'v_prediction' }>
  >;
  readonly timestep_spacing: z.ZodDefault<
    z.ZodEnum<{ linspace: 'linspace'; leading: 'leading'; trailing: 'trailing' }>
  >;
  readonly steps_offset: z.ZodDefault<z.ZodInt>;
  readonly original_inference_steps: z.ZodDefault<z.ZodInt>;
  readonly timestep_scaling: z.ZodDefault<z.ZodNumber>;
  readonly set_alpha_to_one: z.ZodDefault<z.ZodBoolean>;
  readonly rescale_betas_zero_snr: z.ZodDefault<z.ZodBoolean>;
} = {
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
};

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

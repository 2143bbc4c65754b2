import { z } from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { euler } from '../samplers/euler.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { sigmaGridFields, spacingFields } from './sigma-fields.ts';
import { initialNoiseScale, sigmaSpace } from './sigma-space.ts';

const config = z.strictObject({
  ...betaFields,
  ...sigmaGridFields,
  ...spacingFields,
  prediction_type: z.enum(['epsilon', 'sample', 'original_sample', 'v_prediction']).default('epsilon'),
  interpolation_type: z.enum(['linear', 'log_linear']).default('linear'),
  sigma_min: z.number().positive().nullable().default(null),
  sigma_max: z.number().positive().nullable().default(null),
  timestep_type: z.enum(['discrete', 'continuous']).default('discrete'),
  rescale_betas_zero_snr: z.boolean().default(false),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
});

/** `EulerDiscreteScheduler`. */
export const eulerClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readBetas('EulerDiscreteScheduler', fields);
  return {
    schedule,
    plan(options) {
      const { sigmas: levels, timesteps } = sigmaSpace(fields, schedule, options);
      const sigmas = [...levels, 0];
      const whole = varianceExplodingGrid(sigmas, timesteps, {
        initialScale: initialNoiseScale(fields, sigmas),
      });
      const grid = skipSteps(whole, options.start ?? 0);
      return {
        grid,
        sampler: euler(grid),
        parameterization: predictionTypes[fields.prediction_type],
        sigmas,
      };
    },
  };
});

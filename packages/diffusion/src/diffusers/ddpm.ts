import { ArgumentError } from '@fm/core';
import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { learnedVariance } from '../parameterizations/learned-variance.ts';
import { ddpm } from '../samplers/ddpm.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { clipFields, readPrediction, thresholdFields } from './clip-fields.ts';
import { integerTimesteps } from './integer-timesteps.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { predictionField, spacingFields } from './sigma-fields.ts';

const variances = {
  fixed_small: 'small',
  fixed_small_log: 'small',
  fixed_large: 'large',
  fixed_large_log: 'large',
  learned: 'learned',
  learned_range: 'learnedRange',
} as const;

const config = z.strictObject({
  ...betaFields,
  beta_schedule: z
    .enum(['linear', 'scaled_linear', 'squaredcos_cap_v2', 'sigmoid', 'laplace'])
    .default('linear'),
  ...clipFields,
  ...thresholdFields,
  ...predictionField,
  ...spacingFields,
  timestep_spacing: z.enum(['linspace', 'leading', 'trailing']).default('leading'),
  variance_type: z.enum(Object.keys(variances) as (keyof typeof variances)[]).default('fixed_small'),
  rescale_betas_zero_snr: z.boolean().default(false),
});

/**
 * `DDPMScheduler`, and `DDPMParallelScheduler`, whose sequential numbers are the same. `fixed_large_log`, which is NaN
 * in diffusers, gives what its name says, the same numbers as `fixed_large`.
 */
export const ddpmClass: SchedulerClass = schedulerClass(config, (fields, { noiseAtEnd }) => {
  const schedule = readBetas('DDPMScheduler', fields);
  const learns = fields.variance_type.startsWith('learned');
  const parameterization = learns ? learnedVariance(readPrediction(fields)) : readPrediction(fields);
  return {
    schedule,
    plan(options) {
      allowOptions('DDPMScheduler', options, ['timesteps', 'noise']);
      const { steps, timesteps = integerTimesteps(fields, steps), start = 0, noise } = options;
      if (timesteps.some((time, i) => i > 0 && time >= (timesteps[i - 1] as number))) {
        throw new ArgumentError('DDPMScheduler: timesteps must fall', {
          expected: 'each below the one before',
          received: timesteps.join(', '),
        });
      }
      const grid = skipSteps(variancePreservingGrid(schedule, timesteps), start);
      const variance = variances[fields.variance_type];
      const sampler = ddpm(grid, {
        variance,
        noiseAtEnd,
        precision: 'f32',
        ...(noise !== undefined && { noise }),
      });
      return { grid, sampler, parameterization };
    },
  };
});

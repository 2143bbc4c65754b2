import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { eulerAncestral } from '../samplers/euler-ancestral.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { liftZeroSnr } from './lift-zero-snr.ts';
import { allowOptions } from './plan-options.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { spacingFields } from './sigma-fields.ts';
import { initialNoiseScale, sigmaSpace } from './sigma-space.ts';

const config = z.strictObject({
  ...betaFields,
  ...spacingFields,
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  rescale_betas_zero_snr: z.boolean().default(false),
});

/** `EulerAncestralDiscreteScheduler`. */
export const eulerAncestralClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = liftZeroSnr(readBetas('EulerAncestralDiscreteScheduler', fields), fields);
  const parameterization = predictionTypes[fields.prediction_type];
  return {
    schedule,
    plan(options) {
      allowOptions('EulerAncestralDiscreteScheduler', options, ['noise']);
      const { sigmas: levels, timesteps } = sigmaSpace(fields, schedule, options);
      const sigmas = [...levels, 0];
      const whole = varianceExplodingGrid(sigmas, timesteps, {
        initialScale: initialNoiseScale(fields, sigmas),
      });
      const grid = skipSteps(whole, options.start ?? 0);
      const { noise } = options;
      const sampler = eulerAncestral(grid, { precision: 'f32', ...(noise !== undefined && { noise }) });
      return { grid, sampler, parameterization, sigmas };
    },
  };
});

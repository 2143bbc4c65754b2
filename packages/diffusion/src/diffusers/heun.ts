import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { heun } from '../samplers/heun.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { clipFields, readPrediction } from './clip-fields.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid, predictionField, sigmaGridFields, spacingFields } from './sigma-fields.ts';
import { initialNoiseScale, sigmaSpace } from './sigma-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...betaFields,
    ...clipFields,
    ...predictionField,
    ...sigmaGridFields,
    ...spacingFields,
    beta_start: z.number().min(0).max(1).default(0.00085),
    beta_end: z.number().min(0).max(1).default(0.012),
    beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2', 'exp']).default('linear'),
    clip_sample: z.boolean().default(false),
  }),
);

/** `HeunDiscreteScheduler`. */
export const heunClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readBetas('HeunDiscreteScheduler', fields);
  const parameterization = readPrediction(fields);
  return {
    schedule,
    plan(options) {
      allowOptions('HeunDiscreteScheduler', options, ['timesteps']);
      const { sigmas: levels, timesteps } = sigmaSpace(fields, schedule, options);
      const whole = varianceExplodingGrid([...levels, 0], timesteps, {
        initialScale: initialNoiseScale(fields, levels),
      });
      const grid = skipSteps(whole, options.start ?? 0);
      const sampler = heun(grid);
      const sigmas = [...levels.flatMap((sigma, i) => (i === 0 ? [sigma] : [sigma, sigma])), 0];
      return { grid, sampler, parameterization, evaluations: sampler.evaluations, sigmas };
    },
  };
});

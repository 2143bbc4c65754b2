import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { linspaceTimesteps, roundHalfEven } from '../grids/timestep-spacing.ts';
import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { learnedVariance } from '../parameterizations/learned-variance.ts';
import { ddpm } from '../samplers/ddpm.ts';
import { cosineSchedule } from '../schedules/cosine.ts';
import { readPrediction } from './clip-fields.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';

const config = z.strictObject({
  num_train_timesteps: z.int().positive().default(1000),
  variance_type: z.enum(['fixed_small_log', 'learned_range']).default('fixed_small_log'),
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.number().positive().default(1),
  prediction_type: z.enum(['epsilon', 'sample']).default('epsilon'),
  beta_schedule: z.literal('squaredcos_cap_v2').default('squaredcos_cap_v2'),
});

/** `UnCLIPScheduler`, given the timestep that follows at every step, as its pipelines do. */
export const unClipClass: SchedulerClass = schedulerClass(config, (fields, { noiseAtEnd }) => {
  const { num_train_timesteps: trainingSteps } = fields;
  const schedule = cosineSchedule({ trainingSteps, precision: 'f32' });
  const learns = fields.variance_type === 'learned_range';
  const parameterization = learns ? learnedVariance(readPrediction(fields)) : readPrediction(fields);
  return {
    schedule,
    plan(options) {
      allowOptions('UnCLIPScheduler', options, ['noise']);
      const { steps = trainingSteps, start = 0, noise } = options;
      const timesteps = linspaceTimesteps(trainingSteps, steps).map(roundHalfEven);
      const grid = skipSteps(variancePreservingGrid(schedule, timesteps), start);
      const variance = learns ? 'learnedRange' : 'small';
      // Between neighbouring timesteps diffusers takes the table's own variance.
      const betas = grid.points.map(({ timestep }, i) =>
        (grid.points[i + 1]?.timestep ?? -1) === timestep - 1 ? schedule.betas[timestep] : undefined,
      );
      const source = noise === undefined ? {} : { noise };
      const sampler = ddpm(grid, { variance, noiseAtEnd, betas, precision: 'f32', ...source });
      return { grid, sampler, parameterization };
    },
  };
});

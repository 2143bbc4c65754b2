import * as z from 'zod';

import { inversionGrid } from '../grids/inversion-grid.ts';
import { skipSteps } from '../grids/sampling-grid.ts';
import { ddim } from '../samplers/ddim.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { clipFields, readPrediction } from './clip-fields.ts';
import { finalLevel, integerTimesteps, levelAt } from './integer-timesteps.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { predictionField, spacingFields } from './sigma-fields.ts';

const config = z.strictObject({
  ...betaFields,
  ...clipFields,
  ...predictionField,
  ...spacingFields,
  timestep_spacing: z.enum(['leading', 'trailing']).default('leading'),
  set_alpha_to_one: z.boolean().default(true),
  rescale_betas_zero_snr: z.boolean().default(false),
});

/** `DDIMInverseScheduler`. */
export const ddimInverseClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readBetas('DDIMInverseScheduler', fields);
  const parameterization = readPrediction(fields);
  return {
    schedule,
    plan(options) {
      allowOptions('DDIMInverseScheduler', options, []);
      const { steps = fields.num_train_timesteps, start = 0 } = options;
      const timesteps = integerTimesteps(fields, steps).reverse();
      const stride = Math.floor(fields.num_train_timesteps / steps);
      const first = finalLevel(schedule, fields.set_alpha_to_one);
      const grid = skipSteps(inversionGrid(schedule, timesteps, { stride, start: first }), start);
      const targets = grid.points.map(({ timestep }) => levelAt(schedule, timestep));
      return { grid, sampler: ddim(grid, { targets }), parameterization };
    },
  };
});

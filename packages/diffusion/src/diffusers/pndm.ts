import * as z from 'zod';

import { samplingGrid, type SamplingGrid } from '../grids/sampling-grid.ts';
import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { pndmOver, pndmTimesteps } from '../samplers/pndm.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { finalLevel, integerTimesteps } from './integer-timesteps.ts';
import { allowOptions } from './plan-options.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { spacingFields } from './sigma-fields.ts';

const config = z.strictObject({
  ...betaFields,
  ...spacingFields,
  timestep_spacing: z.enum(['linspace', 'leading', 'trailing']).default('leading'),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  skip_prk_steps: z.boolean().default(false),
  set_alpha_to_one: z.boolean().default(false),
});

/** `PNDMScheduler`. */
export const pndmClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readBetas('PNDMScheduler', fields);
  const average = fields.prediction_type === 'epsilon' ? 'noise' : 'velocity';
  return {
    schedule,
    plan(options) {
      allowOptions('PNDMScheduler', options, []);
      const { steps = fields.num_train_timesteps, start = 0 } = options;
      const stride = Math.floor(fields.num_train_timesteps / steps);
      const rungeKutta = !fields.skip_prk_steps;
      const asked = pndmTimesteps(integerTimesteps(fields, steps), { rungeKutta, stride });
      const end = finalLevel(schedule, fields.set_alpha_to_one);
      const times = asked.slice(start);
      const rungeKuttaEvaluations = rungeKutta ? Math.max(12 - start, 0) : 0;
      const sampler = pndmOver(schedule, times, { stride, rungeKuttaEvaluations, end, average });
      const grid: SamplingGrid = samplingGrid(variancePreservingGrid(schedule, times, end));
      return { grid, sampler, parameterization: predictionTypes[fields.prediction_type] };
    },
  };
});

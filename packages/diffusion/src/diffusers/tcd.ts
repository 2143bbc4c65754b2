import * as z from 'zod';

import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { tcd } from '../samplers/tcd.ts';
import { readBetas } from './beta-fields.ts';
import { distilledTimesteps } from './distilled-timesteps.ts';
import { levelAt } from './integer-timesteps.ts';
import { distilledFields } from './lcm.ts';
import { allowOptions, readStepOptions } from './plan-options.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';

const config = z.strictObject(distilledFields);

const stepOptions = z.strictObject({ eta: z.number().min(0).max(1).default(0.3) });

/** `TCDScheduler`. Like diffusers it does not clip, whatever `clip_sample` and `thresholding` say. */
export const tcdClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readBetas('TCDScheduler', fields);
  return {
    schedule,
    plan(options) {
      allowOptions('TCDScheduler', options, ['timesteps', 'noise', 'stepOptions', 'setOptions']);
      const { eta } = readStepOptions('TCDScheduler', stepOptions, options);
      const all = distilledTimesteps('TCDScheduler', fields, options, true);
      const timesteps = all.slice(options.start ?? 0);
      const { noise } = options;
      const sampler = tcd(schedule, timesteps, { eta, ...(noise !== undefined && { noise }) });
      const grid = variancePreservingGrid(schedule, timesteps, levelAt(schedule, 0));
      return { grid, sampler, parameterization: predictionTypes[fields.prediction_type] };
    },
  };
});

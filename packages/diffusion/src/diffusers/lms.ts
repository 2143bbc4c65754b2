import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { lms } from '../samplers/lms.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { allowOptions, readStepOptions } from './plan-options.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid, predictionField, sigmaGridFields, spacingFields } from './sigma-fields.ts';
import { initialNoiseScale, sigmaSpace } from './sigma-space.ts';

const config = oneSigmaGrid(
  z.strictObject({ ...betaFields, ...predictionField, ...sigmaGridFields, ...spacingFields }),
);

const stepOptions = z.strictObject({ order: z.int().min(1).max(8).default(4) });

/** `LMSDiscreteScheduler`. */
export const lmsClass: SchedulerClass = schedulerClass(config, (fields, { historyBeforeStart }) => {
  const schedule = readBetas('LMSDiscreteScheduler', fields);
  const parameterization = predictionTypes[fields.prediction_type];
  return {
    schedule,
    plan(options) {
      allowOptions('LMSDiscreteScheduler', options, ['stepOptions']);
      const { order } = readStepOptions('LMSDiscreteScheduler', stepOptions, options);
      const { start = 0 } = options;
      const { sigmas: levels, timesteps } = sigmaSpace(fields, schedule, options);
      const sigmas = [...levels, 0];
      const whole = varianceExplodingGrid(sigmas, timesteps, {
        initialScale: initialNoiseScale(fields, sigmas),
      });
      const grid = skipSteps(whole, start);
      const skipped = historyBeforeStart ? sigmas.slice(0, start) : [];
      return { grid, sampler: lms(grid, { order, skipped }), parameterization, sigmas };
    },
  };
});

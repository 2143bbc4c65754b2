import * as z from 'zod';

import { samplingGrid, skipSteps } from '../grids/sampling-grid.ts';
import { velocityPrediction } from '../parameterizations/velocity.ts';
import { ipndm } from '../samplers/ipndm.ts';
import { linspace } from '../schedules/linspace.ts';
import { trigonometricSchedule } from '../schedules/trigonometric.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';

const config = z.strictObject({
  num_train_timesteps: z.int().positive().default(1000),
  trained_betas: z.array(z.number().min(0).max(1)).nullable().default(null),
});

/** `IPNDMScheduler`. Its `trained_betas` are the sigmas of the run itself, one more than there are steps. */
export const ipndmClass: SchedulerClass = schedulerClass(config, (fields) => ({
  schedule: trigonometricSchedule,
  plan(options) {
    allowOptions('IPNDMScheduler', options, []);
    const { steps = fields.num_train_timesteps, start = 0 } = options;
    const sigmas =
      fields.trained_betas?.map(Math.fround) ??
      [...linspace(1, 0, steps + 1, 'f32').slice(0, -1), 0].map((u) =>
        Math.fround(Math.fround(Math.sin(Math.fround(Math.fround(u * Math.fround(Math.PI)) / 2))) ** 2),
      );
    const levels = sigmas.map((sigma) => ({
      alpha: Math.fround(Math.sqrt(Math.fround(1 - Math.fround(sigma * sigma)))),
      sigma,
    }));
    const points = levels.slice(0, -1).map((level) => ({
      ...level,
      timestep: Math.fround((Math.atan2(level.sigma, level.alpha) / Math.PI) * 2),
      inputScale: 1,
    }));
    const end = levels.at(-1) ?? { alpha: 1, sigma: 0 };
    const grid = skipSteps(samplingGrid({ points, end, initialScale: 1 }), start);
    return { grid, sampler: ipndm(grid), parameterization: velocityPrediction };
  },
}));

import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { flowPrediction } from '../parameterizations/flow.ts';
import { heun } from '../samplers/heun.ts';
import { flowMatchingSchedule } from '../schedules/flow-matching.ts';
import { floatTimes } from './flow-match-euler.ts';
import { flowSigmas } from './flow-sigmas.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';

const config = z.strictObject({
  num_train_timesteps: z.int().positive().default(1000),
  shift: z.number().positive().default(1),
});

/** `FlowMatchHeunDiscreteScheduler`. */
export const flowMatchHeunClass: SchedulerClass = schedulerClass(config, (fields, { doubleShift }) => ({
  schedule: flowMatchingSchedule,
  plan(options) {
    allowOptions('FlowMatchHeunDiscreteScheduler', options, []);
    const levels = flowSigmas('FlowMatchHeunDiscreteScheduler', fields, options, doubleShift);
    const grid = skipSteps(floatTimes(levels, levels, fields.num_train_timesteps), options.start ?? 0);
    const sampler = heun(grid);
    const sigmas = [...levels.flatMap((sigma, i) => (i === 0 ? [sigma] : [sigma, sigma])), 0];
    return { grid, sampler, parameterization: flowPrediction, evaluations: sampler.evaluations, sigmas };
  },
}));

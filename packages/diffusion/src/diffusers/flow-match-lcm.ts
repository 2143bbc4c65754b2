import { UnsupportedError } from '@fm/core';
import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { flowPrediction } from '../parameterizations/flow.ts';
import { consistency } from '../samplers/consistency.ts';
import { flowMatchingSchedule } from '../schedules/flow-matching.ts';
import { flowFields, floatTimes, refuseInversion } from './flow-match-euler.ts';
import { flowSigmas } from './flow-sigmas.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid } from './sigma-fields.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...flowFields,
    scale_factors: z.array(z.number().positive()).nullable().default(null),
    upscale_mode: z
      .enum(['nearest', 'linear', 'bilinear', 'bicubic', 'trilinear', 'area', 'nearest-exact'])
      .default('bicubic'),
  }),
);

/** `FlowMatchLCMScheduler`, at one resolution. */
export const flowMatchLcmClass: SchedulerClass = schedulerClass(config, (fields, { doubleShift }) => {
  refuseInversion('FlowMatchLCMScheduler', fields);
  if (fields.scale_factors !== null && fields.scale_factors.length > 0) {
    throw new UnsupportedError(
      'FlowMatchLCMScheduler: resolutions that change during a run are not supported',
      {
        expected: 'no scale_factors',
        received: fields.scale_factors.join(', '),
      },
    );
  }
  return {
    schedule: flowMatchingSchedule,
    plan(options) {
      allowOptions('FlowMatchLCMScheduler', options, ['timesteps', 'sigmas', 'mu', 'noise']);
      const levels = flowSigmas('FlowMatchLCMScheduler', fields, options, doubleShift);
      const sigmas = [...levels, 0];
      const training = fields.num_train_timesteps;
      // A list of one's own is given to the network as it is, unshifted.
      const times = options.timesteps?.map((time) => time / training) ?? sigmas;
      const grid = skipSteps(floatTimes(levels, times, training), options.start ?? 0);
      const { noise } = options;
      return {
        grid,
        sampler: consistency(grid, noise === undefined ? {} : { noise }),
        sigmas,
        parameterization: flowPrediction,
      };
    },
  };
});

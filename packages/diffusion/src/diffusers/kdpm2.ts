import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { sigmaTable, timestepOfSigma } from '../grids/sigma-table.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { dpm2, dpm2Ancestral } from '../samplers/dpm2.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { numpyLog } from '../grids/numpy-log.ts';
import { allowOptions } from './plan-options.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid, sigmaGridFields, spacingFields } from './sigma-fields.ts';
import { initialNoiseScale, sigmaSpace } from './sigma-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...betaFields,
    ...sigmaGridFields,
    ...spacingFields,
    beta_start: z.number().min(0).max(1).default(0.00085),
    beta_end: z.number().min(0).max(1).default(0.012),
    prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  }),
);

/** `KDPM2DiscreteScheduler`. */
export const kdpm2Class: SchedulerClass = midpointClass('KDPM2DiscreteScheduler', false);

/** `KDPM2AncestralDiscreteScheduler`. */
export const kdpm2AncestralClass: SchedulerClass = midpointClass('KDPM2AncestralDiscreteScheduler', true);

function midpointClass(className: string, ancestral: boolean): SchedulerClass {
  return schedulerClass(config, (fields) => {
    const schedule = readBetas(className, fields);
    const logTable = sigmaTable(schedule, 'f32').map(numpyLog);
    const timestepOf = (sigma: number): number => Math.fround(timestepOfSigma(logTable, Math.fround(sigma)));
    const parameterization = predictionTypes[fields.prediction_type];
    return {
      schedule,
      plan(options) {
        allowOptions(className, options, ancestral ? ['noise'] : []);
        const { sigmas: levels, timesteps } = sigmaSpace(fields, schedule, options, {
          roundKarrasTimesteps: true,
        });
        const initialScale = initialNoiseScale(fields, levels);
        const whole = varianceExplodingGrid([...levels, 0], timesteps, { initialScale });
        const grid = skipSteps(whole, options.start ?? 0);
        const { noise } = options;
        const sampler = ancestral
          ? dpm2Ancestral(grid, timestepOf, { precision: 'f32', ...(noise !== undefined && { noise }) })
          : dpm2(grid, timestepOf);
        const doubled = levels.flatMap((sigma, i) => (i === 0 ? [sigma] : [sigma, sigma]));
        return {
          grid,
          sampler,
          parameterization,
          evaluations: sampler.evaluations,
          sigmas: [...doubled, 0, 0, 0],
        };
      },
    };
  });
}

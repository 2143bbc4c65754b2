import * as z from 'zod';

import { deis } from '../samplers/deis.ts';
import { multistepOrders } from '../samplers/multistep-orders.ts';
import { shiftedBy } from './dpm-solver-multistep.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid } from './sigma-fields.ts';
import { dynamicShiftFields, orderField, solverFields } from './solver-fields.ts';
import { readSolverPrediction } from './solver-prediction.ts';
import {
  lastLevel,
  readSolverBetas,
  refuseFlowMix,
  solverGrid,
  solverSpace,
  startedGrid,
} from './solver-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...solverFields,
    ...dynamicShiftFields,
    solver_order: orderField,
    // Names that other classes write stand for the only algorithm there is.
    algorithm_type: z.enum(['deis', 'dpmsolver', 'dpmsolver++']).default('deis'),
    solver_type: z.enum(['logrho', 'midpoint', 'heun', 'bh1', 'bh2']).default('logrho'),
    lower_order_final: z.boolean().default(true),
  }),
);

const className = 'DEISMultistepScheduler';

/** `DEISMultistepScheduler`. */
export const deisClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readSolverBetas(className, fields);
  refuseFlowMix(className, fields);
  const parameterization = readSolverPrediction(className, fields, true);
  return {
    schedule,
    plan(options) {
      allowOptions(className, options, ['mu']);
      const space = solverSpace(shiftedBy(fields, options), schedule, options);
      const sigmas = [...space.sigmas, lastLevel(fields, space)].map(Math.fround);
      const grid = startedGrid(solverGrid(fields, sigmas, space.timesteps), options);
      const sampler = deis(grid, {
        orders: multistepOrders({
          order: fields.solver_order,
          steps: space.timesteps.length,
          start: options.start ?? 0,
          lowerOrderFinal: fields.lower_order_final,
          eulerAtFinal: false,
        }),
        noiseOutput: 'noise-from-denoised',
        precision: 'f32',
      });
      return { grid, sampler, parameterization, sigmas };
    },
  };
});

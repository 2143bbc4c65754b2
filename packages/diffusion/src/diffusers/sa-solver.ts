import * as z from 'zod';

import { saSolver, saSolverOrders } from '../samplers/sa-solver.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid } from './sigma-fields.ts';
import { lambdaMinField, solverFields, varianceField } from './solver-fields.ts';
import { readSolverPrediction } from './solver-prediction.ts';
import {
  lastLevel,
  readSolverBetas,
  refuseFlowMix,
  solverGrid,
  solverSpace,
  startedGrid,
} from './solver-space.ts';

const order = z.int().min(1).max(4).default(2);

const config = oneSigmaGrid(
  z.strictObject({
    ...solverFields,
    predictor_order: order,
    corrector_order: order,
    // A function has no JSON; `saSolver` itself takes one.
    tau_func: z.null().default(null),
    algorithm_type: z.enum(['data_prediction', 'noise_prediction']).default('data_prediction'),
    lower_order_final: z.boolean().default(true),
    lambda_min_clipped: lambdaMinField,
    variance_type: varianceField,
  }),
);

const className = 'SASolverScheduler';

/** `SASolverScheduler`. */
export const saSolverClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readSolverBetas(className, fields);
  refuseFlowMix(className, fields);
  const data = fields.algorithm_type === 'data_prediction';
  const parameterization = readSolverPrediction(className, fields, data);
  const noiseOutput = fields.thresholding ? 'noise-from-denoised' : 'noise';
  return {
    schedule,
    plan(options) {
      allowOptions(className, options, ['noise']);
      const { start = 0, noise } = options;
      const space = solverSpace(fields, schedule, options);
      const sigmas = [...space.sigmas, lastLevel(fields, space)].map(Math.fround);
      const grid = startedGrid(solverGrid(fields, sigmas, space.timesteps), options);
      const sampler = saSolver(grid, {
        output: data ? 'denoised' : noiseOutput,
        orders: saSolverOrders({
          predictorOrder: fields.predictor_order,
          correctorOrder: fields.corrector_order,
          lowerOrderFinal: fields.lower_order_final,
          steps: space.timesteps.length,
          start,
        }),
        ...(noise !== undefined && { noise }),
      });
      return { grid, sampler, parameterization, sigmas };
    },
  };
});

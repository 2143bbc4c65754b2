import { UnsupportedError } from '@fm/core';
import * as z from 'zod';

import { dpmSolverMultistep } from '../samplers/dpm-solver-multistep.ts';
import { isStochastic, predictsData } from '../samplers/exponential-step.ts';
import { multistepOrders } from '../samplers/multistep-orders.ts';
import { readAlgorithm } from './dpm-solver-multistep.ts';
import { inverseSpace } from './inverse-solver-space.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid } from './sigma-fields.ts';
import {
  algorithmNames,
  lambdaMinField,
  orderField,
  solverFields,
  solverTypeField,
  varianceField,
} from './solver-fields.ts';
import { readSolverPrediction } from './solver-prediction.ts';
import { readSolverBetas, refuseFlowMix, solverGrid, startedGrid } from './solver-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...solverFields,
    solver_order: orderField,
    algorithm_type: z.enum(algorithmNames).default('dpmsolver++'),
    solver_type: solverTypeField,
    lower_order_final: z.boolean().default(true),
    euler_at_final: z.boolean().default(false),
    lambda_min_clipped: lambdaMinField,
    variance_type: varianceField,
  }),
);

const className = 'DPMSolverMultistepInverseScheduler';

/** `DPMSolverMultistepInverseScheduler`. */
export const dpmSolverMultistepInverseClass: SchedulerClass = schedulerClass(
  config,
  (fields, compatibility) => {
    const schedule = readSolverBetas(className, fields);
    const algorithm = readAlgorithm(className, fields);
    refuseFlowMix(className, fields);
    if (isStochastic(algorithm) && fields.use_flow_sigmas !== true) {
      throw new UnsupportedError(`${className}: a stochastic process cannot be inverted`, {
        expected: "algorithm_type 'dpmsolver++' or 'dpmsolver'",
        received: algorithm,
        hint: 'diffusers computes the root of a negative number here.',
      });
    }
    const parameterization = readSolverPrediction(className, fields, predictsData(algorithm));
    return {
      schedule,
      plan(options) {
        allowOptions(className, options, ['noise']);
        const { sigmas, timesteps } = inverseSpace(fields, schedule, options);
        const grid = startedGrid(solverGrid(fields, sigmas, timesteps), options);
        const sampler = dpmSolverMultistep(grid, {
          algorithm,
          solverType: fields.solver_type,
          orders: multistepOrders({
            order: fields.solver_order,
            steps: timesteps.length,
            start: options.start ?? 0,
            lowerOrderFinal: fields.lower_order_final,
            eulerAtFinal: fields.euler_at_final,
          }),
          curvature: compatibility.publishedThirdOrder ? 'published' : 'exact',
          ...(options.noise !== undefined && { noise: options.noise }),
          noiseOutput: fields.thresholding ? 'noise-from-denoised' : 'noise',
        });
        return { grid, sampler, parameterization, sigmas };
      },
    };
  },
);

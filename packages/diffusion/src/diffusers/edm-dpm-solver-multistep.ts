import { UnsupportedError } from '@fm/core';
import * as z from 'zod';

import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { brownianNoise } from '../noise/brownian-noise.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { edmPrediction } from '../parameterizations/edm.ts';
import { thresholded } from '../parameterizations/thresholded.ts';
import { dpmSolverMultistep } from '../samplers/dpm-solver-multistep.ts';
import type { DpmSolverAlgorithm, DpmSolverType } from '../samplers/exponential-step.ts';
import { multistepOrders } from '../samplers/multistep-orders.ts';
import { edmSchedule, edmTime } from '../schedules/edm.ts';
import { thresholdFields } from './clip-fields.ts';
import type { PlanOptions, ReadPlan } from './diffusers-scheduler.ts';
import { edmFields, type EdmSigmaConfig, edmSigmas } from './edm-euler.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { orderField, solverTypeField } from './solver-fields.ts';
import { startedGrid } from './solver-space.ts';

const solverFields = {
  solver_order: orderField,
  solver_type: solverTypeField,
  lower_order_final: z.boolean().default(true),
  euler_at_final: z.boolean().default(false),
} as const;

const config = z.strictObject({
  ...edmFields,
  ...thresholdFields,
  ...solverFields,
  algorithm_type: z.enum(['dpmsolver++', 'sde-dpmsolver++', 'deis']).default('dpmsolver++'),
});

/** `EDMDPMSolverMultistepScheduler`. */
export const edmDpmSolverMultistepClass: SchedulerClass = schedulerClass(config, (fields, compatibility) => ({
  schedule: edmSchedule,
  plan(options) {
    allowOptions('EDMDPMSolverMultistepScheduler', options, ['noise']);
    const algorithm = fields.algorithm_type === 'deis' ? 'dpmsolver++' : fields.algorithm_type;
    const curvature = compatibility.publishedThirdOrder ? 'published' : 'exact';
    const plan = planRun('EDMDPMSolverMultistepScheduler', fields, options, {
      algorithm,
      curvature,
      time: edmTime,
    });
    if (!fields.thresholding) return plan;
    const parameterization = thresholded(plan.parameterization, {
      ratio: fields.dynamic_thresholding_ratio,
      maximum: fields.sample_max_value,
    });
    return { ...plan, parameterization };
  },
}));

const cosineConfig = z.strictObject({
  ...edmFields,
  ...solverFields,
  sigma_min: z.number().positive().default(0.3),
  sigma_max: z.number().positive().default(500),
  sigma_data: z.number().positive().default(1),
  sigma_schedule: z.enum(['exponential', 'karras']).default('exponential'),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('v_prediction'),
  solver_order: z.int().min(1).max(2).default(2),
});

/** `CosineDPMSolverMultistepScheduler`. */
export const cosineDpmSolverMultistepClass: SchedulerClass = schedulerClass(cosineConfig, (fields) => ({
  schedule: edmSchedule,
  plan(options) {
    allowOptions('CosineDPMSolverMultistepScheduler', options, ['noise']);
    return planRun('CosineDPMSolverMultistepScheduler', fields, options, {
      algorithm: 'sde-dpmsolver++',
      curvature: 'exact',
      time: (sigma) => (Math.atan(sigma) / Math.PI) * 2,
      noise: brownianNoise({ low: fields.sigma_min, high: fields.sigma_max }),
    });
  },
}));

interface Run {
  readonly algorithm: DpmSolverAlgorithm;
  readonly curvature: 'exact' | 'published';
  /** The network's time at a noise level. */
  readonly time: (sigma: number) => number;
  readonly noise?: NoiseSource;
}

interface Fields extends EdmSigmaConfig {
  readonly sigma_data: number;
  readonly prediction_type: 'epsilon' | 'v_prediction';
  readonly final_sigmas_type: 'zero' | 'sigma_min';
  readonly solver_order: number;
  readonly solver_type: DpmSolverType;
  readonly lower_order_final: boolean;
  readonly euler_at_final: boolean;
}

function planRun(className: string, fields: Fields, options: PlanOptions, run: Run): ReadPlan {
  const { sigma_data: sigmaData, sigma_min: lowest } = fields;
  const levels = edmSigmas(fields, options.steps);
  const sigmas = [...levels, fields.final_sigmas_type === 'zero' ? 0 : Math.fround(lowest)];
  const whole = varianceExplodingGrid(
    sigmas,
    levels.map((sigma) => Math.fround(run.time(sigma))),
    {
      initialScale: Math.sqrt(fields.sigma_max ** 2 + 1),
      inputScale: (sigma) => 1 / Math.sqrt(sigma ** 2 + sigmaData ** 2),
    },
  );
  const grid = startedGrid(whole, options);
  const orders = multistepOrders({
    order: fields.solver_order,
    steps: levels.length,
    start: options.start ?? 0,
    lowerOrderFinal: fields.lower_order_final,
    eulerAtFinal: fields.euler_at_final || fields.final_sigmas_type === 'zero',
  });
  if (run.algorithm === 'sde-dpmsolver++' && orders.includes(3)) {
    throw new UnsupportedError(`${className}: diffusers has no third order of the SDE form`, {
      expected: 'solver_order 1 or 2, or dpmsolver++',
      received: 'solver_order 3',
    });
  }
  const noise = options.noise ?? run.noise;
  const sampler = dpmSolverMultistep(grid, {
    algorithm: run.algorithm,
    curvature: run.curvature,
    orders,
    solverType: fields.solver_type,
    precision: 'f32',
    ...(noise !== undefined && { noise }),
  });
  const parameterization = edmPrediction({ sigmaData, sign: fields.prediction_type === 'epsilon' ? 1 : -1 });
  return { grid, sampler, parameterization, sigmas };
}

import { UnsupportedError } from '@fm/core';
import * as z from 'zod';

import { dpmSolverMultistep } from '../samplers/dpm-solver-multistep.ts';
import { type DpmSolverAlgorithm, predictsData } from '../samplers/exponential-step.ts';
import { multistepOrders } from '../samplers/multistep-orders.ts';
import type { PlanOptions } from './diffusers-scheduler.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid } from './sigma-fields.ts';
import {
  algorithmNames,
  dynamicShiftFields,
  lambdaMinField,
  orderField,
  solverFields,
  solverTypeField,
  varianceField,
} from './solver-fields.ts';
import { readSolverPrediction } from './solver-prediction.ts';
import { readSolverBetas, refuseFlowMix, solverGrid, solverSpace, startedGrid } from './solver-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...solverFields,
    ...dynamicShiftFields,
    solver_order: orderField,
    algorithm_type: z.enum(algorithmNames).default('dpmsolver++'),
    solver_type: solverTypeField,
    lower_order_final: z.boolean().default(true),
    euler_at_final: z.boolean().default(false),
    use_lu_lambdas: z.boolean().default(false),
    final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
    lambda_min_clipped: lambdaMinField,
    variance_type: varianceField,
    rescale_betas_zero_snr: z.boolean().default(false),
  }),
);

const className = 'DPMSolverMultistepScheduler';

/** `DPMSolverMultistepScheduler`. */
export const dpmSolverMultistepClass: SchedulerClass = schedulerClass(config, (fields, compatibility) => {
  const schedule = readSolverBetas(className, fields);
  const algorithm = readAlgorithm(className, fields);
  refuseFlowMix(className, fields);
  const parameterization = readSolverPrediction(className, fields, predictsData(algorithm));
  return {
    schedule,
    plan(options) {
      allowOptions(className, options, ['timesteps', 'mu', 'noise']);
      const { start = 0, noise } = options;
      const space = solverSpace(shiftedBy(fields, options), schedule, options, {
        roundTimesteps: fields.beta_schedule !== 'squaredcos_cap_v2',
      });
      const final = fields.final_sigmas_type === 'zero' ? 0 : space.lowest;
      const sigmas = [...space.sigmas, final].map(Math.fround);
      const whole = solverGrid(fields, sigmas, space.timesteps);
      const grid = startedGrid(whole, options);
      const orders = multistepOrders({
        order: fields.solver_order,
        steps: whole.points.length,
        start,
        lowerOrderFinal: fields.lower_order_final,
        eulerAtFinal: fields.euler_at_final || final === 0,
      });
      refuseThirdOrder(algorithm, orders);
      const sampler = dpmSolverMultistep(grid, {
        algorithm,
        precision: 'f32',
        solverType: fields.solver_type,
        orders,
        curvature: compatibility.publishedThirdOrder ? 'published' : 'exact',
        noiseOutput: fields.thresholding ? 'noise-from-denoised' : 'noise',
        ...(noise !== undefined && { noise }),
      });
      return { grid, sampler, parameterization, sigmas };
    },
  };
});

/**
 * The algorithm of a configuration.
 *
 * @throws {UnsupportedError} when diffusers does not have the combination
 */
export function readAlgorithm(
  name: string,
  fields: {
    readonly algorithm_type: (typeof algorithmNames)[number];
    readonly final_sigmas_type?: 'zero' | 'sigma_min';
  },
): DpmSolverAlgorithm {
  const algorithm = fields.algorithm_type === 'deis' ? 'dpmsolver++' : fields.algorithm_type;
  if (!predictsData(algorithm) && fields.final_sigmas_type === 'zero') {
    throw new UnsupportedError(`${name}: an algorithm that predicts noise does not end without any`, {
      expected: "`final_sigmas_type: 'sigma_min'`, or an algorithm with ++",
      received: `${algorithm}, final_sigmas_type zero`,
    });
  }
  return algorithm;
}

function refuseThirdOrder(algorithm: DpmSolverAlgorithm, orders: readonly number[]): void {
  if (algorithm !== 'sde-dpmsolver' || !orders.includes(3)) return;
  throw new UnsupportedError(`${className}: diffusers has no third order of sde-dpmsolver`, {
    expected: 'solver_order 1 or 2, or sde-dpmsolver++',
    received: 'solver_order 3',
  });
}

/** The fields with the shift that `mu` asks for: `flow_shift = exp(mu)`. */
export function shiftedBy<
  Fields extends { readonly flow_shift: number; readonly use_dynamic_shifting: boolean },
>(fields: Fields, { mu }: PlanOptions): Fields {
  if (mu === undefined) return fields;
  if (!fields.use_dynamic_shifting) {
    throw new UnsupportedError('A shift `mu` needs a schedule that is shifted dynamically', {
      expected: 'use_dynamic_shifting',
      received: `mu ${mu}`,
    });
  }
  return { ...fields, flow_shift: Math.exp(mu) };
}

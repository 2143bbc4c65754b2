import * as z from 'zod';

import { dpmSolverSinglestep } from '../samplers/dpm-solver-singlestep.ts';
import { predictsData } from '../samplers/exponential-step.ts';
import { readAlgorithm, shiftedBy } from './dpm-solver-multistep.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid } from './sigma-fields.ts';
import {
  dynamicShiftFields,
  lambdaMinField,
  orderField,
  solverFields,
  solverTypeField,
  varianceField,
} from './solver-fields.ts';
import { readSolverPrediction } from './solver-prediction.ts';
import { readSolverBetas, refuseFlowMix, solverGrid, solverSpace, startedGrid } from './solver-space.ts';

const { timestep_spacing: _spacing, steps_offset: _offset, ...fields } = solverFields;

const config = oneSigmaGrid(
  z.strictObject({
    ...fields,
    ...dynamicShiftFields,
    solver_order: orderField,
    algorithm_type: z.enum(['dpmsolver', 'dpmsolver++', 'sde-dpmsolver++', 'deis']).default('dpmsolver++'),
    solver_type: solverTypeField,
    lower_order_final: z.boolean().default(false),
    final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
    lambda_min_clipped: lambdaMinField,
    variance_type: varianceField,
  }),
);

const className = 'DPMSolverSinglestepScheduler';

/** `DPMSolverSinglestepScheduler`. */
export const dpmSolverSinglestepClass: SchedulerClass = schedulerClass(config, (read, compatibility) => {
  const spaced = { ...read, timestep_spacing: 'linspace', steps_offset: 0 } as const;
  const schedule = readSolverBetas(className, read);
  const algorithm = readAlgorithm(className, read);
  refuseFlowMix(className, spaced);
  const parameterization = readSolverPrediction(className, read, predictsData(algorithm));
  return {
    schedule,
    plan(options) {
      allowOptions(className, options, ['timesteps', 'mu', 'noise']);
      const { start = 0, noise } = options;
      const space = solverSpace(shiftedBy(spaced, options), schedule, options);
      const final = read.final_sigmas_type === 'zero' ? 0 : space.lowest;
      const sigmas = [...space.sigmas, final].map(Math.fround);
      const grid = startedGrid(solverGrid(read, sigmas, space.timesteps), options);
      const sampler = dpmSolverSinglestep(grid, {
        algorithm,
        precision: 'f32',
        solverType: read.solver_type,
        orders: listedOrders(read, space.timesteps.length).slice(start).map(reachable),
        curvature: compatibility.publishedThirdOrder ? 'published' : 'exact',
        noiseOutput: read.thresholding ? 'noise-from-denoised' : 'noise',
        ...(noise !== undefined && { noise }),
      });
      return { grid, sampler, parameterization, sigmas };
    },
  };
});

/** The order of each evaluation of a run; groups at its end are shorter where they must be. */
function listedOrders(
  { solver_order: order, lower_order_final: asked, final_sigmas_type: final }: z.infer<typeof config>,
  steps: number,
): number[] {
  const falls = asked || steps % order !== 0 || final === 'zero';
  const orders = Array.from({ length: steps }, (_, i) => (i % order) + 1);
  if (!falls || order === 1) return orders;
  const last = orders.length - 1;
  // A whole group at the end is taken apart: 1, 2, 3 becomes 1, 2, 1.
  if (steps % order === 0 || final === 'zero') orders[last] = 1;
  return orders;
}

/** A run that starts within a group has fewer outputs than the group's place asks for. */
function reachable(order: number, i: number): number {
  return Math.min(order, i + 1);
}

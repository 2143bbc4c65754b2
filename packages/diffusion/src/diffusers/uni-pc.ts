import { UnsupportedError } from '@fm/core';
import * as z from 'zod';

import { uniPc, uniPcOrders } from '../samplers/uni-pc.ts';
import { linspace } from '../schedules/linspace.ts';
import type { PlanOptions } from './diffusers-scheduler.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid } from './sigma-fields.ts';
import { solverFields } from './solver-fields.ts';
import { readSolverPrediction } from './solver-prediction.ts';
import {
  readSolverBetas,
  refuseFlowMix,
  solverGrid,
  type SolverSpace,
  solverSpace,
  startedGrid,
} from './solver-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...solverFields,
    solver_order: z.int().min(1).max(6).default(2),
    predict_x0: z.boolean().default(true),
    // The first three are what other classes write and mean `bh2`.
    solver_type: z.enum(['midpoint', 'heun', 'logrho', 'bh1', 'bh2']).default('bh2'),
    lower_order_final: z.boolean().default(true),
    disable_corrector: z.array(z.int()).default([]),
    // A scheduler has no JSON; `uniPc` itself takes another predictor.
    solver_p: z.null().default(null),
    final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
    rescale_betas_zero_snr: z.boolean().default(false),
    use_dynamic_shifting: z.boolean().default(false),
    time_shift_type: z.enum(['exponential', 'linear']).default('exponential'),
    sigma_min: z.number().positive().nullable().default(null),
    sigma_max: z.number().positive().nullable().default(null),
    shift_terminal: z.number().min(0).lt(1).nullable().default(null),
  }),
);

type Fields = z.infer<typeof config>;

const className = 'UniPCMultistepScheduler';

/** `UniPCMultistepScheduler`. */
export const uniPcClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readSolverBetas(className, fields);
  refuseFlowMix(className, fields, fields.use_karras_sigmas);
  if (fields.shift_terminal !== null && fields.use_flow_sigmas !== true) {
    throw new UnsupportedError(`${className}: only a flow is stretched to a terminal noise level`, {
      expected: '`use_flow_sigmas: true` or no `shift_terminal`',
      received: `shift_terminal ${fields.shift_terminal}`,
    });
  }
  const parameterization = readSolverPrediction(className, fields, fields.predict_x0);
  return {
    schedule,
    plan(options) {
      allowOptions(className, options, ['sigmas', 'mu']);
      const { start = 0 } = options;
      const space = uniPcSpace(fields, options, () =>
        solverSpace(fields, schedule, options, { flowSigmas: (steps) => flowSigmas(fields, steps, options) }),
      );
      const own = fields.use_karras_sigmas || fields.use_exponential_sigmas || fields.use_beta_sigmas;
      const last = own === true || fields.use_flow_sigmas === true ? space.sigmas.at(-1) : space.lowest;
      const final = fields.final_sigmas_type === 'zero' ? 0 : (last as number);
      const sigmas = [...space.sigmas, final].map(Math.fround);
      const grid = startedGrid(solverGrid(fields, sigmas, space.timesteps), options);
      const sampler = uniPc(grid, {
        solverType: fields.solver_type === 'bh1' ? 'bh1' : 'bh2',
        precision: 'f32',
        output: fields.predict_x0 ? 'denoised' : 'noise',
        orders: uniPcOrders({
          order: fields.solver_order,
          steps: space.timesteps.length,
          start,
          lowerOrderFinal: fields.lower_order_final,
        }),
        uncorrected: fields.disable_corrector.map((step) => step - start),
      });
      return { grid, sampler, parameterization, sigmas };
    },
  };
});

/** Karras's grid of a flow is made in terms of `sigma/(1 - sigma)`. */
function uniPcSpace(fields: Fields, options: PlanOptions, read: () => SolverSpace): SolverSpace {
  if (options.sigmas !== undefined && fields.use_flow_sigmas !== true) {
    throw new UnsupportedError(`${className}: noise levels of one’s own are those of a flow`, {
      expected: '`use_flow_sigmas: true`',
      received: 'sigmas',
    });
  }
  const space = read();
  if (!(fields.use_karras_sigmas === true && fields.use_flow_sigmas === true)) return space;
  const sigmas = space.sigmas.map((sigma) => sigma / (sigma + 1));
  return { ...space, sigmas, timesteps: sigmas.map((x) => Math.trunc(x * fields.num_train_timesteps)) };
}

/** Noise levels of a flow, highest first: shifted, stretched, and kept below 1. */
function flowSigmas(fields: Fields, steps: number, { sigmas, mu }: PlanOptions): number[] {
  const even = sigmas ?? linspace(1, 1 / fields.num_train_timesteps, steps + 1).slice(0, -1);
  const shifted = even.map((sigma) => shift(fields, sigma, mu));
  const { shift_terminal: terminal } = fields;
  const gap = 1 - (shifted.at(-1) as number);
  const stretched =
    terminal === null || terminal === 0
      ? shifted
      : shifted.map((sigma) => 1 - (1 - sigma) / (gap / (1 - terminal)));
  const [first = 0, ...rest] = stretched;
  return [Math.abs(first - 1) < 1e-6 ? first - 1e-6 : first, ...rest];
}

function shift(fields: Fields, sigma: number, mu: number | undefined): number {
  if (!fields.use_dynamic_shifting)
    return (fields.flow_shift * sigma) / (1 + (fields.flow_shift - 1) * sigma);
  if (mu === undefined) {
    throw new UnsupportedError(`${className}: a dynamic shift needs to be told how far`, {
      expected: 'the option `mu`',
      received: 'none',
    });
  }
  const factor = fields.time_shift_type === 'exponential' ? Math.exp(mu) : mu;
  return factor / (factor + (1 / sigma - 1));
}

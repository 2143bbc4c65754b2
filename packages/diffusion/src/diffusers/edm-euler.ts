import { z } from 'zod';

import { karrasSigmas } from '../grids/karras.ts';
import { skipSteps } from '../grids/sampling-grid.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { edmPrediction } from '../parameterizations/edm.ts';
import { euler } from '../samplers/euler.ts';
import { edmSchedule, edmTime } from '../schedules/edm.ts';
import { linspace } from '../schedules/linspace.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';

/** Fields of the classes of EDM. */
export const edmFields = {
  sigma_min: z.number().positive().default(0.002),
  sigma_max: z.number().positive().default(80),
  sigma_data: z.number().positive().default(0.5),
  sigma_schedule: z.enum(['karras', 'exponential']).default('karras'),
  num_train_timesteps: z.int().positive().default(1000),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  rho: z.number().positive().default(7),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
} as const;

const config = z.strictObject(edmFields);

/** `EDMEulerScheduler`. */
export const edmEulerClass: SchedulerClass = schedulerClass(config, (fields) => ({
  schedule: edmSchedule,
  plan(options) {
    allowOptions('EDMEulerScheduler', options, []);
    const levels = edmSigmas(fields, options.steps);
    const sigmas = [...levels, fields.final_sigmas_type === 'zero' ? 0 : (levels.at(-1) as number)];
    const { sigma_data: sigmaData } = fields;
    const whole = varianceExplodingGrid(
      sigmas,
      levels.map((sigma) => Math.fround(edmTime(sigma))),
      {
        initialScale: Math.sqrt(fields.sigma_max ** 2 + 1),
        inputScale: (sigma) => 1 / Math.sqrt(sigma ** 2 + sigmaData ** 2),
      },
    );
    const grid = skipSteps(whole, options.start ?? 0);
    const sign = fields.prediction_type === 'epsilon' ? 1 : -1;
    return { grid, sampler: euler(grid), parameterization: edmPrediction({ sigmaData, sign }), sigmas };
  },
}));

/** What {@link edmSigmas} reads. */
export interface EdmSigmaConfig {
  readonly sigma_min: number;
  readonly sigma_max: number;
  readonly sigma_schedule: 'karras' | 'exponential';
  readonly num_train_timesteps: number;
  readonly rho: number;
}

/** Falling float32 noise levels of the classes of EDM, without the final one. */
export function edmSigmas(fields: EdmSigmaConfig, steps: number = fields.num_train_timesteps): number[] {
  const { sigma_min: sigmaMin, sigma_max: sigmaMax } = fields;
  if (fields.sigma_schedule === 'karras')
    return karrasSigmas(steps, { sigmaMin, sigmaMax }, fields.rho).map(Math.fround);
  return linspace(Math.log(sigmaMin), Math.log(sigmaMax), steps, 'f32')
    .map((log) => Math.fround(Math.exp(log)))
    .reverse();
}

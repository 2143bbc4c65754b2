import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { edmPrediction } from '../parameterizations/edm.ts';
import { euler } from '../samplers/euler.ts';
import { edmSchedule, edmTime } from '../schedules/edm.ts';
import { rounding, type TablePrecision } from '../schedules/discrete-schedule.ts';
import { linspace } from '../schedules/linspace.ts';
import { churnFields, lateChurn, type LateReading } from './late-churn.ts';
import { allowOptions, readStepOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';

/** Fields of the classes of EDM. */
export const edmFields: {
  readonly sigma_min: z.ZodDefault<z.ZodNumber>;
  readonly sigma_max: z.ZodDefault<z.ZodNumber>;
  readonly sigma_data: z.ZodDefault<z.ZodNumber>;
  readonly sigma_schedule: z.ZodDefault<z.ZodEnum<{ karras: 'karras'; exponential: 'exponential' }>>;
  readonly num_train_timesteps: z.ZodDefault<z.ZodInt>;
  readonly prediction_type: z.ZodDefault<z.ZodEnum<{ epsilon: 'epsilon'; v_prediction: 'v_prediction' }>>;
  readonly rho: z.ZodDefault<z.ZodNumber>;
  readonly final_sigmas_type: z.ZodDefault<z.ZodEnum<{ zero: 'zero'; sigma_min: 'sigma_min' }>>;
} = {
  sigma_min: z.number().positive().default(0.002),
  sigma_max: z.number().positive().default(80),
  sigma_data: z.number().positive().default(0.5),
  sigma_schedule: z.enum(['karras', 'exponential']).default('karras'),
  num_train_timesteps: z.int().positive().default(1000),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  rho: z.number().positive().default(7),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
};

const config = z.strictObject(edmFields);

/** `EDMEulerScheduler`. */
export const edmEulerClass: SchedulerClass = schedulerClass(config, (fields, { churnAfterEvaluation }) => ({
  schedule: edmSchedule,
  plan(options) {
    allowOptions('EDMEulerScheduler', options, ['stepOptions', 'noise']);
    const churn = readStepOptions('EDMEulerScheduler', churnFields, options);
    const levels = edmSigmas(fields, options.steps, 'f64');
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
    const parameterization = edmPrediction({ sigmaData, sign });
    const source = options.noise === undefined ? {} : { noise: options.noise };
    const steps = levels.length;
    if (churn.s_churn > 0 && churnAfterEvaluation) {
      const sampler = lateChurn(grid, { ...churn, steps, reading: lateReading(sigmaData), ...source });
      return { grid, sampler, parameterization, sigmas };
    }
    const range = { minimum: churn.s_tmin, maximum: churn.s_tmax, noiseScale: churn.s_noise };
    const churned = { churn: { amount: churn.s_churn / steps, ...range, timestepOf: edmTime }, ...source };
    const sampler = euler(grid, churn.s_churn === 0 ? {} : churned);
    return { grid, sampler, parameterization, evaluations: sampler.evaluations, sigmas };
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

/**
 * Falling float32 noise levels of the classes of EDM, without the final one.
 *
 * @param precision - number format of Karras's formula: `f64` in EDMEulerScheduler, `f32` in the others
 */
export function edmSigmas(
  fields: EdmSigmaConfig,
  steps: number = fields.num_train_timesteps,
  precision: TablePrecision = 'f32',
): number[] {
  const { sigma_min: sigmaMin, sigma_max: sigmaMax } = fields;
  const round = rounding(precision);
  if (fields.sigma_schedule === 'karras') {
    const [low, high] = [sigmaMin, sigmaMax].map((sigma) => sigma ** (1 / fields.rho)) as [number, number];
    return linspace(0, 1, steps, precision).map((u) =>
      Math.fround(round(round(high) + round(u * round(low - high))) ** fields.rho),
    );
  }
  return linspace(Math.log(sigmaMin), Math.log(sigmaMax), steps, 'f32')
    .map((log) => Math.fround(Math.exp(log)))
    .reverse();
}

/** diffusers reads the answer to the unraised sample with the raised level's coefficients. */
function lateReading(sigmaData: number): (sigma: number, raised: number) => LateReading {
  const skip = (sigma: number): number => sigmaData ** 2 / (sigma ** 2 + sigmaData ** 2);
  const out = (sigma: number): number => (sigma * sigmaData) / Math.sqrt(sigma ** 2 + sigmaData ** 2);
  return (sigma, raised) => {
    const ratio = out(raised) / out(sigma);
    return { denoised: ratio, noise: 0, before: -ratio * skip(sigma), after: skip(raised) };
  };
}

import { ArgumentError } from '@fm/core';
import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { sigmaTable, timestepOfSigma } from '../grids/sigma-table.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { euler } from '../samplers/euler.ts';
import type { DiscreteSchedule } from '../schedules/discrete-schedule.ts';
import { edmTime } from '../schedules/edm.ts';
import { linspace } from '../schedules/linspace.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { churnFields, lateChurn, type LateReading } from './late-churn.ts';
import { liftZeroSnr } from './lift-zero-snr.ts';
import type { PlanOptions } from './diffusers-scheduler.ts';
import { numpyLog } from '../grids/numpy-log.ts';
import { allowOptions, readStepOptions } from './plan-options.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid, sigmaGridFields, spacingFields } from './sigma-fields.ts';
import { initialNoiseScale, type SigmaSpace, sigmaSpace } from './sigma-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...betaFields,
    ...sigmaGridFields,
    ...spacingFields,
    prediction_type: z.enum(['epsilon', 'sample', 'original_sample', 'v_prediction']).default('epsilon'),
    interpolation_type: z.enum(['linear', 'log_linear']).default('linear'),
    sigma_min: z.number().positive().nullable().default(null),
    sigma_max: z.number().positive().nullable().default(null),
    timestep_type: z.enum(['discrete', 'continuous']).default('discrete'),
    rescale_betas_zero_snr: z.boolean().default(false),
    final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
  }),
);

type Fields = z.infer<typeof config>;

/** `EulerDiscreteScheduler`. */
export const eulerClass: SchedulerClass = schedulerClass(config, (fields, { churnAfterEvaluation }) => {
  const schedule = liftZeroSnr(readBetas('EulerDiscreteScheduler', fields), fields);
  const parameterization = predictionTypes[fields.prediction_type];
  return {
    schedule,
    plan(options) {
      allowOptions('EulerDiscreteScheduler', options, ['timesteps', 'sigmas', 'stepOptions', 'noise']);
      const churn = readStepOptions('EulerDiscreteScheduler', churnFields, options);
      const { noise, start = 0 } = options;
      const { sigmas, timesteps, timestepOf } = eulerSigmas(fields, schedule, options);
      const initialScale = initialNoiseScale(fields, sigmas);
      const levels = sigmas.slice(0, timesteps.length + 1);
      const grid = skipSteps(varianceExplodingGrid(levels, timesteps, { initialScale }), start);
      const source = noise === undefined ? {} : { noise };
      if (churn.s_churn === 0 || !churnAfterEvaluation) {
        const amount = churn.s_churn / (sigmas.length - 1);
        const range = { minimum: churn.s_tmin, maximum: churn.s_tmax, noiseScale: churn.s_noise };
        const churned = { churn: { amount, ...range, timestepOf }, ...source };
        const sampler = euler(grid, churn.s_churn === 0 ? {} : churned);
        return { grid, sampler, parameterization, evaluations: sampler.evaluations, sigmas };
      }
      const reading = lateReadings[fields.prediction_type];
      const sampler = lateChurn(grid, { ...churn, steps: sigmas.length - 1, reading, ...source });
      return { grid, sampler, parameterization, sigmas };
    },
  };
});

/** What diffusers makes of the network's answer after it has added noise: with `v_prediction` at the lower level. */
const late = { denoised: 0, noise: 0, before: 0, after: 0 };
const lateReadings: Readonly<
  Record<Fields['prediction_type'], (sigma: number, raised: number) => LateReading>
> = {
  epsilon: (_, raised) => ({ ...late, after: 1, noise: -raised }),
  sample: () => ({ ...late, denoised: 1 }),
  original_sample: () => ({ ...late, denoised: 1 }),
  v_prediction: (sigma) => ({
    ...late,
    denoised: 1,
    after: 1 / (sigma ** 2 + 1),
    before: -1 / (sigma ** 2 + 1),
  }),
};

/** Noise levels with the final one, the network's times, and its time at any noise level. */
interface EulerSigmas extends SigmaSpace {
  readonly timestepOf: (sigma: number) => number;
}

function eulerSigmas(fields: Fields, schedule: DiscreteSchedule, options: PlanOptions): EulerSigmas {
  const continuous = fields.timestep_type === 'continuous' && fields.prediction_type === 'v_prediction';
  if (continuous && options.timesteps !== undefined) {
    throw new ArgumentError('EulerDiscreteScheduler: continuous times follow from the sigmas', {
      expected: '`sigmas` or `steps`',
      received: '`timesteps`',
    });
  }
  const table = sigmaTable(schedule, 'f32');
  const logTable = table.map(numpyLog);
  const timestepOf = (sigma: number): number =>
    Math.fround(continuous ? edmTime(sigma) : timestepOfSigma(logTable, sigma, 'f32'));
  const { sigmas: levels, timesteps } = withInterpolation(fields, schedule, table, options);
  const last = options.sigmas?.at(-1) ?? (fields.final_sigmas_type === 'zero' ? 0 : (table[0] as number));
  const sigmas = [...levels, Math.fround(last)];
  // One level more than timesteps, with `log_linear`: the run ends above the final one.
  const times = continuous ? sigmas.slice(0, -1).map(timestepOf) : timesteps;
  return { sigmas, timesteps: times, timestepOf };
}

/** The levels without the final one; `log_linear` has one too many, as in diffusers. */
function withInterpolation(
  fields: Fields,
  schedule: DiscreteSchedule,
  table: readonly number[],
  options: PlanOptions,
): SigmaSpace {
  if (fields.interpolation_type === 'linear' || options.sigmas !== undefined) {
    return sigmaSpace(fields, schedule, options);
  }
  const count = (options.steps ?? options.timesteps?.length ?? fields.num_train_timesteps) + 1;
  const [lowest, highest] = [table[0] as number, table.at(-1) as number];
  const levels = linspace(Math.fround(Math.log(highest)), Math.fround(Math.log(lowest)), count, 'f32').map(
    (log) => Math.fround(Math.exp(log)),
  );
  const range = { sigma_min: fields.sigma_min ?? lowest, sigma_max: fields.sigma_max ?? highest };
  const space = sigmaSpace({ ...fields, ...range }, schedule, options);
  const chosen = fields.use_karras_sigmas || fields.use_exponential_sigmas || fields.use_beta_sigmas;
  return chosen ? space : { ...space, sigmas: levels };
}

import { UnsupportedError } from '@fm/core';
import * as z from 'zod';

import { flowGrid } from '../grids/flow-grid.ts';
import { samplingGrid, type SamplingGrid, skipSteps } from '../grids/sampling-grid.ts';
import { flowPrediction } from '../parameterizations/flow.ts';
import { reversedFlowPrediction } from '../parameterizations/reversed-flow.ts';
import { consistency } from '../samplers/consistency.ts';
import { euler } from '../samplers/euler.ts';
import { flowMatchingSchedule } from '../schedules/flow-matching.ts';
import { flowSigmas } from './flow-sigmas.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid, sigmaGridFields } from './sigma-fields.ts';

/** Fields of the classes of flow matching. */
export const flowFields: {
  readonly num_train_timesteps: z.ZodDefault<z.ZodInt>;
  readonly shift: z.ZodDefault<z.ZodNumber>;
  readonly use_dynamic_shifting: z.ZodDefault<z.ZodBoolean>;
  readonly base_shift: z.ZodDefault<z.ZodNullable<z.ZodNumber>>;
  readonly max_shift: z.ZodDefault<z.ZodNullable<z.ZodNumber>>;
  readonly base_image_seq_len: z.ZodDefault<z.ZodNullable<z.ZodInt>>;
  readonly max_image_seq_len: z.ZodDefault<z.ZodNullable<z.ZodInt>>;
  readonly invert_sigmas: z.ZodDefault<z.ZodBoolean>;
  readonly shift_terminal: z.ZodDefault<z.ZodNullable<z.ZodNumber>>;
  readonly use_karras_sigmas: z.ZodDefault<z.ZodNullable<z.ZodBoolean>>;
  readonly use_exponential_sigmas: z.ZodDefault<z.ZodNullable<z.ZodBoolean>>;
  readonly use_beta_sigmas: z.ZodDefault<z.ZodNullable<z.ZodBoolean>>;
  readonly time_shift_type: z.ZodDefault<z.ZodEnum<{ exponential: 'exponential'; linear: 'linear' }>>;
} = {
  num_train_timesteps: z.int().positive().default(1000),
  shift: z.number().positive().default(1),
  use_dynamic_shifting: z.boolean().default(false),
  base_shift: z.number().nullable().default(0.5),
  max_shift: z.number().nullable().default(1.15),
  base_image_seq_len: z.int().positive().nullable().default(256),
  max_image_seq_len: z.int().positive().nullable().default(4096),
  invert_sigmas: z.boolean().default(false),
  shift_terminal: z.number().min(0).lt(1).nullable().default(null),
  ...sigmaGridFields,
  time_shift_type: z.enum(['exponential', 'linear']).default('exponential'),
};

const config = oneSigmaGrid(
  z.strictObject({ ...flowFields, stochastic_sampling: z.boolean().default(false) }),
);

/** `FlowMatchEulerDiscreteScheduler`. */
export const flowMatchEulerClass: SchedulerClass = schedulerClass(config, (fields, { doubleShift }) => ({
  schedule: flowMatchingSchedule,
  plan(options) {
    if (fields.stochastic_sampling) refuseInversion('FlowMatchEulerDiscreteScheduler', fields);
    const special = ['timesteps', 'sigmas', 'mu'] as const;
    allowOptions(
      'FlowMatchEulerDiscreteScheduler',
      options,
      fields.stochastic_sampling ? [...special, 'noise'] : special,
    );
    const levels = flowSigmas('FlowMatchEulerDiscreteScheduler', fields, options, doubleShift);
    const inverted = levels.map((sigma) => Math.fround(1 - sigma));
    const sigmas = fields.invert_sigmas ? [...inverted, 1] : [...levels, 0];
    const grid = skipSteps(floatTimes(levels, sigmas, fields.num_train_timesteps), options.start ?? 0);
    const { noise } = options;
    const sampler = fields.stochastic_sampling
      ? consistency(grid, noise === undefined ? {} : { noise })
      : euler(grid);
    return {
      grid,
      sampler,
      sigmas,
      parameterization: fields.invert_sigmas ? reversedFlowPrediction : flowPrediction,
    };
  },
}));

/** The flow grid with the network's times as diffusers lists them, float32 multiples of its own `sigmas`. */
export function floatTimes(
  levels: readonly number[],
  times: readonly number[],
  training: number,
): SamplingGrid {
  const grid = flowGrid([...levels, 0], training);
  const points = grid.points.map((point, i) => ({
    ...point,
    timestep: Math.fround((times[i] as number) * training),
  }));
  return samplingGrid({ ...grid, points });
}

/**
 * Inverted sigmas and fresh noise do not go together: diffusers weighs the noise with what is the data's share there.
 *
 * @throws {UnsupportedError} when `invert_sigmas` is on
 */
export function refuseInversion(
  className: string,
  { invert_sigmas }: { readonly invert_sigmas: boolean },
): void {
  if (!invert_sigmas) return;
  throw new UnsupportedError(`${className}: inverted sigmas and fresh noise exclude each other`, {
    expected: 'one of `invert_sigmas` and stochastic sampling',
    received: 'both',
  });
}

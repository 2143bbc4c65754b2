import * as z from 'zod';

import { betaFields } from './beta-fields.ts';
import { thresholdFields } from './clip-fields.ts';
import { sigmaGridFields, spacingFields } from './sigma-fields.ts';

/** Fields of the classes of solvers in λ. */
export const solverFields: typeof betaFields &
  typeof thresholdFields &
  typeof sigmaGridFields &
  typeof spacingFields & {
    readonly prediction_type: z.ZodDefault<
      z.ZodEnum<{
        epsilon: 'epsilon';
        sample: 'sample';
        v_prediction: 'v_prediction';
        flow_prediction: 'flow_prediction';
      }>
    >;
    readonly use_flow_sigmas: z.ZodDefault<z.ZodNullable<z.ZodBoolean>>;
    readonly flow_shift: z.ZodDefault<z.ZodNumber>;
  } = {
  ...betaFields,
  ...thresholdFields,
  ...sigmaGridFields,
  ...spacingFields,
  prediction_type: z.enum(['epsilon', 'sample', 'v_prediction', 'flow_prediction']).default('epsilon'),
  use_flow_sigmas: z.boolean().nullable().default(false),
  flow_shift: z.number().positive().default(1),
};

/** Fields of the shift of a flow schedule that depends on the sample's size. */
export const dynamicShiftFields: {
  readonly use_dynamic_shifting: z.ZodDefault<z.ZodBoolean>;
  readonly time_shift_type: z.ZodDefault<z.ZodLiteral<'exponential'>>;
} = {
  use_dynamic_shifting: z.boolean().default(false),
  time_shift_type: z.literal('exponential').default('exponential'),
};

/** The order of a solver. */
export const orderField: z.ZodDefault<z.ZodInt> = z.int().min(1).max(3).default(2);

/** λ below which timesteps are left out; JSON has no -∞, so Python's spellings stand for it. */
export const lambdaMinField: z.ZodType<number, number | string | undefined> = z
  .union([z.number(), z.literal(['-inf', '-Infinity']).transform(() => Number.NEGATIVE_INFINITY)])
  .default(Number.NEGATIVE_INFINITY);

/** Whether the network gives a variance beside the noise. */
export const varianceField: z.ZodDefault<
  z.ZodNullable<z.ZodEnum<{ learned: 'learned'; learned_range: 'learned_range' }>>
> = z.enum(['learned', 'learned_range']).nullable().default(null);

/** The algorithm of a DPM-Solver; `deis` is what other classes write and means the default. */
export const algorithmNames = [
  'dpmsolver',
  'dpmsolver++',
  'sde-dpmsolver',
  'sde-dpmsolver++',
  'deis',
] as const;

/** The kinds of second order; the last three are what other classes write and mean `midpoint`. */
export const solverTypeField: z.ZodType<'midpoint' | 'heun', string | undefined> = z
  .enum(['midpoint', 'heun', 'logrho', 'bh1', 'bh2'])
  .default('midpoint')
  .transform((type) => (type === 'heun' ? 'heun' : 'midpoint'));

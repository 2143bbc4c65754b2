import { z } from 'zod';

/** Fields of the choice between the sigma grids that most classes share. */
export const sigmaGridFields = {
  use_karras_sigmas: z.boolean().nullable().default(false),
  use_exponential_sigmas: z.boolean().nullable().default(false),
  use_beta_sigmas: z.boolean().nullable().default(false),
} as const;

/** Fields of the spacing of timesteps. */
export const spacingFields = {
  timestep_spacing: z.enum(['linspace', 'leading', 'trailing']).default('linspace'),
  steps_offset: z.int().default(0),
} as const;

/** What a network of most classes may predict. */
export const predictionField = {
  prediction_type: z.enum(['epsilon', 'sample', 'v_prediction']).default('epsilon'),
} as const;

/** At most one of the fields that choose a sigma grid may be on. */
export function oneSigmaGrid<Schema extends z.ZodType<Readonly<Record<string, unknown>>>>(
  schema: Schema,
): Schema {
  const switches = [
    'use_karras_sigmas',
    'use_exponential_sigmas',
    'use_beta_sigmas',
    'use_lu_lambdas',
  ] as const;
  return schema.refine((fields) => switches.filter((name) => fields[name] === true).length <= 1, {
    message: `only one of ${switches.join(', ')} can be used`,
  });
}

import * as z from 'zod';

/** Fields of the choice between the sigma grids that most classes share. */
export const sigmaGridFields: {
  readonly use_karras_sigmas: z.ZodDefault<z.ZodNullable<z.ZodBoolean>>;
  readonly use_exponential_sigmas: z.ZodDefault<z.ZodNullable<z.ZodBoolean>>;
  readonly use_beta_sigmas: z.ZodDefault<z.ZodNullable<z.ZodBoolean>>;
} = {
  use_karras_sigmas: z.boolean().nullable().default(false),
  use_exponential_sigmas: z.boolean().nullable().default(false),
  use_beta_sigmas: z.boolean().nullable().default(false),
};

/** Fields of the spacing of timesteps. */
export const spacingFields: {
  readonly timestep_spacing: z.ZodDefault<
    z.ZodEnum<{ linspace: 'linspace'; leading: 'leading'; trailing: 'trailing' }>
  >;
  readonly steps_offset: z.ZodDefault<z.ZodInt>;
} = {
  timestep_spacing: z.enum(['linspace', 'leading', 'trailing']).default('linspace'),
  steps_offset: z.int().default(0),
};

/** What a network of most classes may predict. */
export const predictionField: {
  readonly prediction_type: z.ZodDefault<
    z.ZodEnum<{ epsilon: 'epsilon'; sample: 'sample'; v_prediction: 'v_prediction' }>
  >;
} = {
  prediction_type: z.enum(['epsilon', 'sample', 'v_prediction']).default('epsilon'),
};

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

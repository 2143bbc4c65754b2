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

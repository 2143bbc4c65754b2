import * as z from 'zod';

import { clipped } from '../parameterizations/clipped.ts';
import type { Parameterization } from '../parameterizations/parameterization.ts';
import { thresholded } from '../parameterizations/thresholded.ts';
import { type PredictionType, predictionTypes } from './prediction.ts';

/** Fields of the clipping of the data estimate. */
export const clipFields: {
  readonly clip_sample: z.ZodDefault<z.ZodBoolean>;
  readonly clip_sample_range: z.ZodDefault<z.ZodNumber>;
} = {
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.number().positive().default(1),
};

/** Fields of dynamic thresholding. */
export const thresholdFields: {
  readonly thresholding: z.ZodDefault<z.ZodBoolean>;
  readonly dynamic_thresholding_ratio: z.ZodDefault<z.ZodNumber>;
  readonly sample_max_value: z.ZodDefault<z.ZodNumber>;
} = {
  thresholding: z.boolean().default(false),
  dynamic_thresholding_ratio: z.number().min(0).max(1).default(0.995),
  sample_max_value: z.number().positive().default(1),
};

/** What {@link readPrediction} reads. */
export interface PredictionConfig {
  readonly prediction_type: PredictionType;
  readonly clip_sample?: boolean;
  readonly clip_sample_range?: number;
  readonly thresholding?: boolean;
  readonly dynamic_thresholding_ratio?: number;
  readonly sample_max_value?: number;
}

/** The parameterization of a configuration: thresholding comes before clipping, as in diffusers. */
export function readPrediction(
  fields: PredictionConfig,
  parameterization: Parameterization = predictionTypes[fields.prediction_type],
): Parameterization {
  if (fields.thresholding === true) {
    return thresholded(parameterization, {
      ratio: fields.dynamic_thresholding_ratio ?? 0.995,
      maximum: fields.sample_max_value ?? 1,
    });
  }
  return fields.clip_sample === true ? clipped(parameterization, fields.clip_sample_range) : parameterization;
}

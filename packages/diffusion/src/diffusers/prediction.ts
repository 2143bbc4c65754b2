import { dataPrediction } from '../parameterizations/data.ts';
import { epsilonPrediction } from '../parameterizations/epsilon.ts';
import { flowPrediction } from '../parameterizations/flow.ts';
import type { Parameterization } from '../parameterizations/parameterization.ts';
import { velocityPrediction } from '../parameterizations/velocity.ts';

/** Values of `prediction_type` that name a linear reading of the output. */
export type PredictionType = 'epsilon' | 'sample' | 'original_sample' | 'v_prediction' | 'flow_prediction';

/** The parameterization of each `prediction_type` of diffusers. */
export const predictionTypes: Readonly<Record<PredictionType, Parameterization>> = Object.freeze({
  epsilon: epsilonPrediction,
  sample: dataPrediction,
  original_sample: dataPrediction,
  v_prediction: velocityPrediction,
  flow_prediction: flowPrediction,
});

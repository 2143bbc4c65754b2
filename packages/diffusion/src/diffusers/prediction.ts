import { dataPrediction } from '../parameterizations/data.ts';
import { epsilonPrediction } from '../parameterizations/epsilon.ts';
import { flowPrediction } from '../parameterizations/flow.ts';
import type { Parameterization } from '../parameterizations/parameterization.ts';
import { velocityPrediction } from '../parameterizations/velocity.ts';

/** The parameterization of each `prediction_type` of diffusers. */
export const predictionTypes = Object.freeze({
  epsilon: epsilonPrediction,
  sample: dataPrediction,
  original_sample: dataPrediction,
  v_prediction: velocityPrediction,
  flow_prediction: flowPrediction,
}) satisfies Readonly<Record<string, Parameterization>>;

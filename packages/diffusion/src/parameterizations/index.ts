export { clipped } from './clipped.ts';
export { dataPrediction } from './data.ts';
export { epsilonPrediction } from './epsilon.ts';
export { flowPrediction } from './flow.ts';
export {
  type Coefficients,
  linearParameterization,
  type Parameterization,
  predictionBuffers,
} from './parameterization.ts';
export { parameterizationOf } from './parameterization-of.ts';
export { thresholded, type ThresholdOptions } from './thresholded.ts';
export { velocityPrediction } from './velocity.ts';
export { type BoundaryOptions, boundaryScaled } from './boundary.ts';
export { type ConsistencyOptions, consistencyPrediction } from './consistency.ts';
export { type EdmPredictionOptions, edmPrediction } from './edm.ts';
export { learnedVariance } from './learned-variance.ts';
export { reversedFlowPrediction } from './reversed-flow.ts';

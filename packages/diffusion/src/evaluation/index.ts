export {
  type ClassAccuracy,
  classAccuracy,
  type Classifier,
  type LabelledSamples,
} from './class-accuracy.ts';
export {
  collectFeatures,
  type FeatureExtractor,
  type FeatureSet,
  type SetDistance,
} from './feature-extractor.ts';
export { frechetDistance } from './frechet-distance.ts';
export { type KernelDistance, kernelDistance, type KernelDistanceOptions } from './kernel-distance.ts';
export { type PrecisionRecall, precisionRecall } from './precision-recall.ts';
export {
  bitsPerDimension,
  type Likelihood,
  type LikelihoodOptions,
  logLikelihood,
} from './likelihood/log-likelihood.ts';
export type { TrainedProcess } from './likelihood/noise-process.ts';

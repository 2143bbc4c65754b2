export { horizontalFlip, randomShift } from './augmentations.ts';
export { sampleEvaluationData } from './sample-evaluation-data.ts';
export type { Augmentation, SampleBatch, SampleSet } from './sample-set.ts';
export { sampleTrainingData, type SampleTrainingDataOptions } from './sample-training-data.ts';

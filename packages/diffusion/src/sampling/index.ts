export { type RunOptions, runSampler, type SamplingRun } from './run-sampler.ts';
export { sample, type SampleEvent, type SampleOptions } from './sample.ts';

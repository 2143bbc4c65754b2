export {
  chooseSampler,
  type ChooseSamplerOptions,
  type SamplerCandidate,
  type SamplerChoice,
  type SamplerEstimate,
} from './choose-sampler.ts';
export { type RunOptions, runSampler, type SamplingRun } from './run-sampler.ts';
export { loadState, type SavedState, saveState } from './save-state.ts';
export { sample, type SampleEvent, type SampleOptions } from './sample.ts';

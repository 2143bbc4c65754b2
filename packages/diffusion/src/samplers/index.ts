export { ddim, type DdimOptions } from './ddim.ts';
export { euler } from './euler.ts';
export {
  type Advance,
  type Advanced,
  type PlannedState,
  plannedSampler,
  type SamplerPlan,
} from './planned-sampler.ts';

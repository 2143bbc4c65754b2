export { type Compatibility, correctedCompatibility, diffusersCompatibility } from './compatibility.ts';
export type { DiffusersScheduler, PlanOptions, SamplingPlan } from './diffusers-scheduler.ts';
export { fromDiffusersConfig, type FromDiffusersOptions } from './from-diffusers-config.ts';
export { lintSchedulerConfig, type SchedulerFinding } from './lint-scheduler-config.ts';

export { ddim, type DdimOptions } from './ddim.ts';
export { type Churn, euler, type EulerOptions } from './euler.ts';
export {
  type Advance,
  type Advanced,
  type PlannedSampler,
  type PlannedState,
  plannedSampler,
  type SamplerPlan,
} from './planned-sampler.ts';
export { deis, type DeisOptions } from './deis.ts';
export {
  type AdaptiveState,
  dpmSolverAdaptive,
  type DpmSolverAdaptiveOptions,
} from './dpm-solver-adaptive.ts';
export { dpmSolverMultistep, type DpmSolverMultistepOptions } from './dpm-solver-multistep.ts';
export { dpmSolverSde, type DpmSolverSdeOptions } from './dpm-solver-sde.ts';
export {
  dpmSolverSinglestep,
  type DpmSolverSinglestepOptions,
  singlestepOrders,
} from './dpm-solver-singlestep.ts';
export type { DpmSolverAlgorithm, DpmSolverType } from './exponential-step.ts';
export type { LinearMemory } from './linear-step-sampler.ts';
export type { WeightOptions } from './log-snr.ts';
export { type MultistepOrderOptions, multistepOrders } from './multistep-orders.ts';
export type { OutputHistory, SamplerOutput } from './output-history.ts';
export {
  saSolver,
  type SaSolverMemory,
  type SaSolverOptions,
  type SaSolverOrders,
  saSolverOrders,
} from './sa-solver.ts';
export type { PidGains } from './step-size-controller.ts';
export { uniPc, type UniPcMemory, type UniPcOptions, uniPcOrders } from './uni-pc.ts';
export { ancestralStep, type AncestralStepOptions } from './ancestral-step.ts';
export { consistency, type ConsistencySamplerOptions } from './consistency.ts';
export { ddpm, type DdpmOptions, type DdpmVariance } from './ddpm.ts';
export { dpm2, dpm2Ancestral, type TimestepOf } from './dpm2.ts';
export { type AncestralOptions, eulerAncestral } from './euler-ancestral.ts';
export { type HalfStep, heun } from './heun.ts';
export { ipndm } from './ipndm.ts';
export { linearCombination } from './linear-combination.ts';
export { lms, type LmsOptions } from './lms.ts';
export { pndm, type PndmMemory, type PndmOptions, pndmTimesteps } from './pndm.ts';
export { tcd, type TcdOptions } from './tcd.ts';

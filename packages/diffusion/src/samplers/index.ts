export { ddim, type DdimOptions } from './ddim.ts';
export { euler } from './euler.ts';
export {
  type Advance,
  type Advanced,
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

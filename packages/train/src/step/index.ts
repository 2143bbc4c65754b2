export { compileStep, type CompiledStep, type StepMetrics } from './compile-step.ts';
export type { MemoryPlan, StepPlan } from './plan-step.ts';
export type { StepOptions } from './step-definition.ts';
export { averagedParameters, parametersOf, toCheckpoint, type TrainState } from './train-state.ts';

export { compileStep, type CompiledStep } from './compile-step.ts';
export type { MemoryPlan, StepPlan } from './plan-step.ts';
export type { StepOptions } from './step-definition.ts';
export type { StepMetrics } from './step-reports.ts';
export type { StepResult } from './step-context.ts';
export { averagedParameters, parametersOf, toCheckpoint, type TrainState } from './train-state.ts';

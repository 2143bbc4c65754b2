export {
  compileEvaluation,
  type EvaluateOptions,
  type Evaluation,
  type Evaluator,
  type EvaluatorOptions,
} from './evaluate.ts';
export { measurePeakFlops } from './measure-peak-flops.ts';
export { train, type TrainingRun } from './train.ts';
export type {
  CheckpointEvent,
  EndEvent,
  EndReason,
  EvaluationEvent,
  PlanEvent,
  StepEvent,
  TrainEvent,
  WarningEvent,
} from './train-event.ts';
export type { CheckpointOptions, EvaluationOptions, TrainOptions, Unit } from './train-options.ts';
export type { TrainingResult } from './training-loop.ts';

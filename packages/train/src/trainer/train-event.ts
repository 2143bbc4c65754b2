import type { FmError } from '@fm/core';
import type { StepMetrics, StepPlan } from '../step/index.ts';

/** What happens during training, in order: one plan, then steps with evaluations, checkpoints and warnings between them, then one end. */
export type TrainEvent = PlanEvent | StepEvent | EvaluationEvent | CheckpointEvent | WarningEvent | EndEvent;

/** Before the first step: what is going to happen. */
export interface PlanEvent extends StepPlan {
  /** Tells the kinds of events apart. */
  readonly type: 'plan';
  /** Optimizer steps in all. */
  readonly steps: number;
  /** Steps that a checkpoint has already taken; 0 for a fresh start. */
  readonly resumedAt: number;
  /** What is counted, in the plural: `tokens`, `examples`. */
  readonly unit: string;
  /** Units in the first step; later ones may differ. */
  readonly unitsPerStep: number;
}

/** After an optimizer step. */
export interface StepEvent extends StepMetrics {
  /** Tells the kinds of events apart. */
  readonly type: 'step';
  /** Steps taken so far. */
  readonly step: number;
  /** Optimizer steps in all. */
  readonly steps: number;
  /** Time of this step in seconds, with its data and without evaluations and checkpoints. */
  readonly seconds: number;
  /** What is counted, in the plural. */
  readonly unit: string;
  /** Units of this step by its time. */
  readonly unitsPerSecond: number;
  /** Share of the machine's peak floating-point rate that the model's own operations reached; `undefined` without `peakFlops`. */
  readonly utilization: number | undefined;
}

/** After an evaluation. */
export interface EvaluationEvent {
  /** Tells the kinds of events apart. */
  readonly type: 'evaluation';
  /** Steps taken so far. */
  readonly step: number;
  /** Mean loss over everything that counted. */
  readonly loss: number;
  /** How much counted: tokens, images. */
  readonly weight: number;
  /** Further means that the objective reports. */
  readonly values: Readonly<Record<string, number>>;
  /** Whether no evaluation before was as good. */
  readonly isBest: boolean;
  /** Time that it took. */
  readonly seconds: number;
}

/** After a checkpoint was saved. */
export interface CheckpointEvent {
  /** Tells the kinds of events apart. */
  readonly type: 'checkpoint';
  /** Steps taken so far. */
  readonly step: number;
  /** Whether it holds the best evaluation so far. */
  readonly isBest: boolean;
  /** Time that saving took. */
  readonly seconds: number;
}

/** Something the user should know; training goes on. */
export interface WarningEvent {
  /** Tells the kinds of events apart. */
  readonly type: 'warning';
  /** For people to read. */
  readonly message: string;
  /** The error that was survived, where there was one. */
  readonly error: FmError | undefined;
}

/** The last event. */
export interface EndEvent {
  /** Tells the kinds of events apart. */
  readonly type: 'end';
  /** Why training ended. */
  readonly reason: EndReason;
  /** Steps taken in all. */
  readonly step: number;
  /** Wall-clock time of the whole run in seconds. */
  readonly seconds: number;
}

/** Why training ended: all steps were taken, somebody stopped it, or the data ran out. */
export type EndReason = 'finished' | 'aborted' | 'data exhausted';

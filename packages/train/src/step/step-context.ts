import { type Backend, type Batch, foldInHost, type HostTensor, hostTensor } from '@fm/core';
import type { KeyedBatch } from './diagnose.ts';
import type { DoubleBuffer } from './double-buffer.ts';
import type { StepDefinition } from './step-definition.ts';
import type { StepPrograms } from './step-programs.ts';
import type { StepMetrics } from './step-reports.ts';
import { scalarKey } from './trace-step.ts';
import type { TrainState } from './train-state.ts';

/** The state after a step, and what the step measured. */
export interface StepResult {
  /** What the next step consumes. */
  readonly state: TrainState;
  /** What the step reports. */
  readonly metrics: StepMetrics;
}

/** What every way of taking a step works with. */
export interface StepContext {
  readonly definition: StepDefinition;
  readonly backend: Backend;
  readonly programs: StepPrograms;
  readonly buffer: DoubleBuffer;
}

/** The step's batches with their random keys: the run's key and the step's number decide, micro-batches differ. */
export function keyedBatches({ key, step }: TrainState, batches: readonly Batch[]): readonly KeyedBatch[] {
  const stepKey = foldInHost(key, step + 1);
  return batches.map((batch, i) => ({ batch, key: batches.length === 1 ? stepKey : foldInHost(stepKey, i) }));
}

/** Numbers as the scalar inputs of a program. */
export function scalarInputs(values: Readonly<Record<string, number>>): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [scalarKey(name), hostTensor('f32', [value], [])]),
  );
}

import { ArgumentError, type Batch, type Checkpoint, type HostTensor, type Model } from '@fm/core';
import type { StepPlan } from './plan-step.ts';
import { defineStep, type StepOptions } from './step-definition.ts';
import type { StepResult } from './step-context.ts';
import { StepRunner } from './step-runner.ts';
import type { TrainState } from './train-state.ts';

/**
 * A compiled train step: a function of state and batch. The state that goes in is used up (its memory becomes the
 * double buffer of the next step); what comes out is the new one.
 */
export interface CompiledStep extends AsyncDisposable {
  /**
   * Takes one optimizer step.
   *
   * @param batch - one batch, or several micro-batches whose gradients are averaged by their losses' weights
   * @throws {NumericalError} naming the first tensor that is not finite, when the loss or a norm is not
   * @throws {ShapeError} when the batch does not fit the model
   * @throws {ArgumentError} when the state has been used by a step before
   */
  (state: TrainState, batch: Batch | readonly Batch[]): Promise<StepResult>;
  /**
   * The state before the first step; the numbers are copied.
   *
   * @throws {ArgumentError} when a parameter is missing or unknown
   * @throws {ShapeError} when a parameter has another shape or dtype than the model's
   */
  start(parameters: Readonly<Record<string, HostTensor>>, options?: { readonly seed?: number }): TrainState;
  /**
   * The state a checkpoint holds; the numbers are copied.
   *
   * @throws {ArgumentError} when the checkpoint lacks a tensor or holds an unknown one
   * @throws {ShapeError} when a tensor has another shape or dtype
   */
  restore(checkpoint: Checkpoint): TrainState;
  /** Sizes and costs of a step on batches like this one. */
  plan(batch: Batch | readonly Batch[]): StepPlan;
}

/**
 * Compiles the train step of a model: forward pass, backward pass and optimizer become one program per batch signature.
 * Parameters are double-buffered; optimizer state is updated in place where no read can come after the write.
 *
 * @throws {ArgumentError} when no parameter is trainable
 * @throws {UnsupportedError} when a trainable parameter is not `f32`
 * @example
 * ```ts
 * import { hostTensor, Module, meanSquaredError, multiply, type Objective, Parameter, referenceBackend, scalar } from '@fm/core';
 * import { compileStep, sgd } from '@fm/train';
 *
 * class Slope extends Module {
 *   readonly weight = new Parameter([], () => [0]);
 * }
 * const objective: Objective<Slope, 'x' | 'y'> = {
 *   name: 'squared error',
 *   loss: (model, { x, y }) => ({ loss: meanSquaredError(multiply(x, model.weight), y), weight: scalar(2) }),
 * };
 * const options = { model: new Slope(), objective, optimizer: sgd({ learningRate: 0.1 }), backend: referenceBackend() };
 * await using step = compileStep(options);
 * const start = step.start({ weight: hostTensor('f32', [0], []) });
 * const { metrics } = await step(start, { x: hostTensor('f32', [1, 2]), y: hostTensor('f32', [2, 4]) });
 * metrics.loss; // => 10
 * ```
 */
export function compileStep<M extends Model>(options: StepOptions<M>): CompiledStep {
  const runner = new StepRunner(defineStep(options), options.backend, options.cacheSize ?? 4);
  const step = async (state: TrainState, batch: Batch | readonly Batch[]): Promise<StepResult> =>
    runner.take(state, batchesOf(batch));
  return Object.assign(step, {
    start: (parameters: Readonly<Record<string, HostTensor>>, { seed = 0 } = {}) =>
      runner.start(parameters, seed),
    restore: (checkpoint: Checkpoint) => runner.restore(checkpoint),
    plan: (batch: Batch | readonly Batch[]) => runner.plan(batchesOf(batch)),
    [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
  });
}

function batchesOf(batch: Batch | readonly Batch[]): readonly Batch[] {
  const batches = Array.isArray(batch) ? (batch as readonly Batch[]) : [batch as Batch];
  if (batches.length > 0) return batches;
  throw new ArgumentError('A step needs at least one batch', { received: 'an empty list' });
}

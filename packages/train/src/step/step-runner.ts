import { ArgumentError, type Backend, type Batch, type Checkpoint, type HostTensor } from '@fm/core';
import { DoubleBuffer } from './double-buffer.ts';
import { FlatMemory } from './flat-memory.ts';
import { takeFlatStep } from './flat-step.ts';
import { takeAccumulatedStep, takeFusedStep } from './fused-step.ts';
import { initialState, type Place, restoredState } from './initial-state.ts';
import { planStep, type StepPlan } from './plan-step.ts';
import type { StepContext, StepResult } from './step-context.ts';
import type { StepDefinition } from './step-definition.ts';
import { StepPrograms } from './step-programs.ts';
import type { TrainState } from './train-state.ts';

/** Keeps the programs and buffers of a step, and chooses how a step is taken. */
export class StepRunner implements AsyncDisposable {
  readonly #context: StepContext;
  readonly #memories = new WeakMap<TrainState, FlatMemory>();
  readonly #spent = new WeakSet<TrainState>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(definition: StepDefinition, backend: Backend, cacheSize: number) {
    const programs = new StepPrograms(definition, backend, cacheSize);
    this.#context = { definition, backend, programs, buffer: new DoubleBuffer(backend) };
  }

  /** The state before the first step. */
  start(parameters: Readonly<Record<string, HostTensor>>, seed: number): TrainState {
    return this.#withMemory((place) => initialState(this.#context.definition, parameters, { seed, place }));
  }

  /** The state that a checkpoint holds. */
  restore(checkpoint: Checkpoint): TrainState {
    return this.#withMemory((place) => restoredState(this.#context.definition, checkpoint, place));
  }

  /** One step; steps that are started together run one after another, as they share buffers. */
  take(state: TrainState, batches: readonly Batch[]): Promise<StepResult> {
    const taken = this.#queue.then(() => this.#take(state, batches));
    this.#queue = taken.catch(() => {});
    return taken;
  }

  /** Sizes and costs of a step; what is traced for it need not be traced again for the step itself. */
  plan(batches: readonly Batch[]): StepPlan {
    const { definition, programs } = this.#context;
    const [batch] = batches as readonly [Batch];
    const isFlat = definition.groups !== undefined;
    const sources =
      batches.length > 1
        ? [...batches.map((each) => programs.gradientSums(each)), ...(isFlat ? [] : [programs.optimizer()])]
        : [isFlat ? programs.gradients(batch) : programs.fused(batch)];
    return planStep(
      definition,
      sources.map((source) => programs.graph(source)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue;
    await this.#context.programs[Symbol.asyncDispose]();
    this.#context.buffer[Symbol.dispose]();
  }

  async #take(state: TrainState, batches: readonly Batch[]): Promise<StepResult> {
    if (this.#spent.has(state)) {
      throw new ArgumentError(`The state after step ${state.step} was used by a step before`, {
        hint: 'Go on with the state that the step returned; to come back to an earlier one, keep a checkpoint.',
      });
    }
    const memory = this.#memories.get(state);
    const isFlat = memory !== undefined && (await memory.isShared());
    await this.#prepare(batches, isFlat);
    this.#spent.add(state);
    if (isFlat) {
      const result = await takeFlatStep(this.#context, state, { batches, memory });
      this.#memories.set(result.state, memory);
      return result;
    }
    const [batch] = batches as readonly [Batch];
    return batches.length === 1
      ? takeFusedStep(this.#context, state, batch)
      : takeAccumulatedStep(this.#context, state, batches);
  }

  /** Traces what a batch needs before the state is used up: a batch that does not fit costs nothing. */
  async #prepare(batches: readonly Batch[], isFlat: boolean): Promise<void> {
    const { programs } = this.#context;
    for (const batch of batches) {
      if (batches.length > 1) await programs.compiled(programs.gradientSums(batch), { sums: isFlat });
      else await programs.compiled(isFlat ? programs.gradients(batch) : programs.fused(batch));
    }
  }

  #withMemory(make: (place: Place) => TrainState): TrainState {
    const { definition, backend } = this.#context;
    const memory = new FlatMemory(definition.groups ?? [], backend);
    const state = make((name, tensor) => memory.place(name, tensor));
    if (definition.groups !== undefined) this.#memories.set(state, memory);
    return state;
  }
}

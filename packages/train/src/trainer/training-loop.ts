import {
  ArgumentError,
  type Batch,
  type Checkpoint,
  type DataCursor,
  type DataItem,
  type FmError,
  type HostTensor,
  initialize,
  type Model,
  type Module,
} from '@fm/core';
import {
  averagedParameters,
  type CompiledStep,
  compileStep,
  parametersOf,
  toCheckpoint,
  type TrainState,
} from '../step/index.ts';
import { compileEvaluation, emptyDataset, type Evaluator } from './evaluate.ts';
import type { CheckpointEvent, EndReason, EvaluationEvent, StepEvent, TrainEvent } from './train-event.ts';
import { checkOptions, examples, type TrainOptions } from './train-options.ts';

/** How training ended. */
export interface TrainingResult {
  /** Why training ended. */
  readonly reason: EndReason;
  /** Steps taken. */
  readonly step: number;
  /** The last state; its tensors live on the backend. */
  readonly state: TrainState;
  /** The parameters by their own names. On a CPU backend they are views of the state's memory. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** Loss of the last step; `undefined` if none was taken. */
  readonly loss: number | undefined;
  /** The best evaluation, of this run or of the one that was resumed. */
  readonly best: { readonly step: number; readonly loss: number } | undefined;
}

/** The training loop: yields what happens, returns how it ended. */
export async function* trainingLoop<M extends Model>(
  options: TrainOptions<M>,
  signal: AbortSignal,
): AsyncGenerator<TrainEvent, TrainingResult> {
  checkOptions(options as unknown as TrainOptions);
  const started = performance.now();
  await using step = compileStep(options);
  await using evaluate = compileEvaluation(options);
  const run = new Run(options, { step, evaluate, signal });
  yield* run.begin();

  const { steps, data } = options;
  await using batches = new BatchQueue(data.batches(run.cursor), options.accumulate ?? 1);
  let work = await batches.next();
  if (work === undefined && run.state.step === 0) throw emptyDataset(data);
  if (work !== undefined) yield run.plan(work);
  while (work !== undefined && run.state.step < steps && !signal.aborted) {
    const isLast = run.state.step + 1 === steps;
    const taken: { readonly event: StepEvent; readonly next: Work | undefined } = await run.take(
      work,
      isLast ? undefined : batches,
    );
    yield taken.event;
    yield* run.after();
    work = taken.next;
  }
  const reason: EndReason =
    run.state.step >= steps ? 'finished' : signal.aborted ? 'aborted' : 'data exhausted';
  yield* run.finish();
  yield { type: 'end', reason, step: run.state.step, seconds: secondsSince(started) };
  return { reason, ...(await run.result()) };
}

/** The micro-batches of one step, and the place in the data after them. */
interface Work {
  readonly batches: readonly Batch[];
  readonly cursor: DataCursor;
}

/** Takes as many batches at a time as a step needs. */
class BatchQueue implements AsyncDisposable {
  readonly #items: AsyncIterator<DataItem>;
  readonly #count: number;

  constructor(items: AsyncIterable<DataItem>, count: number) {
    this.#items = items[Symbol.asyncIterator]();
    this.#count = count;
  }

  /** `undefined` when the data has no more whole step. */
  async next(): Promise<Work | undefined> {
    const batches: Batch[] = [];
    let cursor: DataCursor = {};
    while (batches.length < this.#count) {
      const item = await this.#items.next();
      if (item.done === true) return undefined;
      batches.push(item.value.batch);
      cursor = item.value.cursor;
    }
    return { batches, cursor };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#items.return?.();
  }
}

/** What changes from step to step. */
class Run<M extends Model> {
  state!: TrainState;
  cursor: DataCursor | undefined;
  readonly #options: TrainOptions<M>;
  readonly #step: CompiledStep;
  readonly #evaluate: Evaluator;
  readonly #signal: AbortSignal;
  #flops = 0;
  #loss: number | undefined;
  #best: { readonly step: number; readonly loss: number } | undefined;
  #resumedAt = 0;
  #savedAt = -1;
  #evaluatedAt = -1;

  constructor(
    options: TrainOptions<M>,
    parts: { readonly step: CompiledStep; readonly evaluate: Evaluator; readonly signal: AbortSignal },
  ) {
    this.#options = options;
    this.#step = parts.step;
    this.#evaluate = parts.evaluate;
    this.#signal = parts.signal;
  }

  /** Finds the state to start from: the newest checkpoint, or first values. */
  async *begin(): AsyncGenerator<TrainEvent, void> {
    const { checkpoints, model, seed = 0 } = this.#options;
    const warnings: FmError[] = [];
    const resumes = checkpoints !== undefined && checkpoints.resume !== false;
    const checkpoint = resumes
      ? await checkpoints.store.latest({ onWarning: (warning) => warnings.push(warning) })
      : undefined;
    for (const error of warnings) yield { type: 'warning', message: error.message, error };
    if (checkpoint === undefined) {
      this.state = this.#step.start(this.#options.parameters ?? firstValues(model, seed), { seed });
      return;
    }
    this.state = this.#step.restore(checkpoint);
    this.cursor = checkpoint.cursor;
    this.#resumedAt = this.#savedAt = checkpoint.step;
    this.#best = (
      checkpoint.metadata.training as
        | { readonly best?: { readonly step: number; readonly loss: number } }
        | undefined
    )?.best;
    yield* this.#differences(checkpoint);
  }

  plan({ batches }: Work): TrainEvent {
    const { steps, unit = examples } = this.#options;
    const plan = this.#step.plan(batches);
    this.#flops = plan.flops;
    return {
      type: 'plan',
      ...plan,
      steps,
      resumedAt: this.#resumedAt,
      unit: unit.name,
      unitsPerStep: batches.reduce((sum, batch) => sum + unit.count(batch), 0),
    };
  }

  /** One step, while the data of the next is being prepared. */
  async take(
    work: Work,
    queue: BatchQueue | undefined,
  ): Promise<{ readonly event: StepEvent; readonly next: Work | undefined }> {
    const { steps, unit = examples, peakFlops } = this.#options;
    const before = performance.now();
    const batches = work.batches.length === 1 ? (work.batches[0] as Batch) : work.batches;
    const [{ state, metrics }, next] = await Promise.all([this.#step(this.state, batches), queue?.next()]);
    const seconds = secondsSince(before);
    this.state = state;
    this.cursor = work.cursor;
    this.#loss = metrics.loss;
    const units = work.batches.reduce((sum, batch) => sum + unit.count(batch), 0);
    const utilization = peakFlops === undefined ? undefined : this.#flops / seconds / peakFlops;
    const event: StepEvent = {
      type: 'step',
      ...metrics,
      step: state.step,
      steps,
      seconds,
      unit: unit.name,
      unitsPerSecond: units / seconds,
      utilization,
    };
    return { event, next };
  }

  /** What is due after a step. */
  async *after(): AsyncGenerator<TrainEvent, void> {
    const { evaluation, checkpoints } = this.#options;
    const { step } = this.state;
    const evaluated =
      evaluation !== undefined && step % evaluation.every === 0 ? await this.#evaluation() : undefined;
    if (evaluated !== undefined) yield evaluated;
    const isDue = checkpoints?.every !== undefined && step % checkpoints.every === 0;
    if (checkpoints !== undefined && (isDue || evaluated?.isBest === true))
      yield await this.#save(evaluated?.isBest === true);
  }

  /** What is due after the last step, if it has not been done. */
  async *finish(): AsyncGenerator<TrainEvent, void> {
    const { evaluation, checkpoints, steps } = this.#options;
    const { step } = this.state;
    const isDue =
      evaluation !== undefined && step >= steps && this.#evaluatedAt !== step && !this.#signal.aborted;
    const evaluated = isDue ? await this.#evaluation() : undefined;
    if (evaluated !== undefined) yield evaluated;
    const isBest = evaluated?.isBest === true;
    if (checkpoints !== undefined && (this.#savedAt !== step || isBest)) yield await this.#save(isBest);
  }

  async result(): Promise<Omit<TrainingResult, 'reason'>> {
    const read = Object.entries(parametersOf(this.state)).map(
      async ([name, tensor]) => [name, await tensor.read()] as const,
    );
    return {
      step: this.state.step,
      state: this.state,
      parameters: Object.fromEntries(await Promise.all(read)),
      loss: this.#loss,
      best: this.#best,
    };
  }

  /** `undefined` when training is stopped meanwhile. */
  async #evaluation(): Promise<EvaluationEvent | undefined> {
    const {
      data,
      batches,
      averaged = false,
    } = this.#options.evaluation as NonNullable<TrainOptions['evaluation']>;
    const before = performance.now();
    const parameters = averaged ? averagedParameters(this.state) : parametersOf(this.state);
    const evaluation = await this.#evaluate(parameters, data, { batches, signal: this.#signal }).catch(
      (error: unknown) => {
        if (!this.#signal.aborted) throw error;
      },
    );
    if (evaluation === undefined) return undefined;
    const { step } = this.state;
    this.#evaluatedAt = step;
    const isBest = evaluation.loss < (this.#best?.loss ?? Number.POSITIVE_INFINITY);
    if (isBest) this.#best = { step, loss: evaluation.loss };
    return { type: 'evaluation', step, ...evaluation, isBest, seconds: secondsSince(before) };
  }

  async #save(isBest: boolean): Promise<CheckpointEvent> {
    const { store, metadata = {} } = this.#options.checkpoints as NonNullable<TrainOptions['checkpoints']>;
    const before = performance.now();
    const training = { ...this.#identity(), ...(this.#best && { best: this.#best }) };
    const checkpoint = await toCheckpoint(this.state, this.cursor, { ...metadata, training });
    await store.save(checkpoint, isBest ? { tag: 'best' } : {});
    const { step } = this.state;
    this.#savedAt = step;
    return { type: 'checkpoint', step, isBest, seconds: secondsSince(before) };
  }

  /** What has to be the same for a resumed run to equal one that never stopped. */
  #identity(): Readonly<Record<string, string | number>> {
    const { objective, optimizer, data, accumulate = 1 } = this.#options;
    return { objective: objective.name, optimizer: optimizer.name, data: data.name, accumulate };
  }

  *#differences({ metadata, step }: Checkpoint): Generator<TrainEvent> {
    const saved = (metadata.training ?? {}) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(this.#identity())) {
      if (saved[name] === undefined || saved[name] === value) continue;
      const message = `The checkpoint of step ${step} was trained with ${name} "${String(saved[name])}", this run has "${value}"`;
      yield { type: 'warning', message, error: undefined };
    }
  }
}

function firstValues(model: Model, seed: number): Record<string, HostTensor> {
  const unknown = [...model.parameters()].find(([, parameter]) => !('initializer' in parameter));
  if (unknown === undefined) return initialize(model as Module, seed);
  throw new ArgumentError(`train: parameter "${unknown[0]}" has no initializer`, {
    hint: 'Give first values with the option parameters.',
  });
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

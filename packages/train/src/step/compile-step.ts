import {
  ArgumentError,
  type Backend,
  type Batch,
  type Checkpoint,
  type CompileOptions,
  type DeviceTensor,
  type Executable,
  foldInHost,
  type Graph,
  type HostTensor,
  hostTensor,
  isConcrete,
  type Model,
  type RunInputs,
} from '@fm/core';
import { findNonFinite, type NonFinite, nonFiniteError } from './find-non-finite.ts';
import { inPlaceInputs } from './in-place.ts';
import { initialState, restoredState } from './initial-state.ts';
import { planStep, type StepPlan } from './plan-step.ts';
import { ProgramCache } from './program-cache.ts';
import { defineStep, signatureOf, type StepDefinition, type StepOptions } from './step-definition.ts';
import {
  batchKey,
  gradientKey,
  metricKey,
  scalarKey,
  sumKey,
  traceFusedStep,
  traceGradients,
  traceGradientStep,
  traceOptimizerStep,
  withoutNext,
} from './trace-step.ts';
import { optimizerKey, parameterKey, type TrainState } from './train-state.ts';

/** What a step measured. */
export interface StepMetrics {
  /** Mean loss over everything that counted, before the update. */
  readonly loss: number;
  /** How much counted: tokens, images. */
  readonly weight: number;
  /** Euclidean norm of the whole gradient, before clipping. */
  readonly gradientNorm: number;
  /** Euclidean norm of the change of all parameters. */
  readonly updateNorm: number;
  /** Learning rate in force, where the optimizer has one. */
  readonly learningRate: number | undefined;
  /** What the objective and the optimizer report besides. */
  readonly values: Readonly<Record<string, number>>;
}

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
  (
    state: TrainState,
    batch: Batch | readonly Batch[],
  ): Promise<{ readonly state: TrainState; readonly metrics: StepMetrics }>;
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
 * import { hostTensor, input, Module, multiply, Parameter, reduceMean, referenceBackend, scalar, square, subtract } from '@fm/core';
 * import { compileStep, sgd } from '@fm/train';
 *
 * class Slope extends Module {
 *   readonly weight = new Parameter([], () => [0]);
 * }
 * const step = compileStep({
 *   model: new Slope(),
 *   objective: {
 *     name: 'squared error',
 *     loss: (model, { x, y }) => ({ loss: reduceMean(square(subtract(multiply(x, model.weight), y))), weight: scalar(2) }),
 *   },
 *   optimizer: sgd({ learningRate: 0.1 }),
 *   backend: referenceBackend(),
 * });
 * const { metrics } = await step(step.start({ weight: hostTensor('f32', [0], []) }), { x: hostTensor('f32', [1, 2]), y: hostTensor('f32', [2, 4]) });
 * metrics.loss; // => 10
 * ```
 */
export function compileStep<M extends Model>(options: StepOptions<M>): CompiledStep {
  const runner = new StepRunner(defineStep(options), options.backend, options.cacheSize ?? 4);
  const step = async (state: TrainState, batch: Batch | readonly Batch[]): ReturnType<CompiledStep> =>
    runner.take(state, batchesOf(batch));
  return Object.assign(step, {
    start: (parameters: Readonly<Record<string, HostTensor>>, { seed = 0 } = {}) =>
      initialState(runner.definition, parameters, { seed, backend: options.backend }),
    restore: (checkpoint: Checkpoint) => restoredState(runner.definition, checkpoint, options.backend),
    plan: (batch: Batch | readonly Batch[]) => planStep(runner.definition, batchesOf(batch)),
    [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
  });
}

interface Program {
  readonly executable: Executable;
  /** Inputs that are overwritten by their next values. */
  readonly inPlace: ReadonlySet<string>;
}

class StepRunner implements AsyncDisposable {
  readonly definition: StepDefinition;
  readonly #backend: Backend;
  readonly #programs: ProgramCache<Program>;
  /** The other half of the double buffer, by name. */
  readonly #spare = new Map<string, DeviceTensor>();
  readonly #spent = new WeakSet<TrainState>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(definition: StepDefinition, backend: Backend, cacheSize: number) {
    this.definition = definition;
    this.#backend = backend;
    // The optimizer program of accumulated steps is one more.
    this.#programs = new ProgramCache(cacheSize + 1);
  }

  /** One step; steps that are started together run one after another, as they share the double buffer. */
  take(state: TrainState, batches: readonly Batch[]): ReturnType<CompiledStep> {
    if (this.#spent.has(state)) {
      throw new ArgumentError(`The state after step ${state.step} was used by a step before`, {
        hint: 'Go on with the state that the step returned; to come back to an earlier one, keep a checkpoint.',
      });
    }
    const taken = this.#queue.then(() =>
      batches.length === 1 ? this.#fused(state, batches[0] as Batch) : this.#accumulated(state, batches),
    );
    this.#queue = taken.catch(() => {});
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue;
    await this.#programs[Symbol.asyncDispose]();
    for (const tensor of this.#spare.values()) tensor[Symbol.dispose]();
    this.#spare.clear();
  }

  async #fused(state: TrainState, batch: Batch): ReturnType<CompiledStep> {
    const { definition } = this;
    const step = state.step + 1;
    const program = await this.#program(`step ${signatureOf(batch)}`, () =>
      traceFusedStep(definition, batch),
    );
    const key = foldInHost(state.key, step);
    this.#spent.add(state);
    const outputs = await this.#run(program, {
      ...state.tensors,
      ...renamed(batch, batchKey),
      ...hostScalars(definition.optimizer.scalars(step)),
      key,
    });
    const read = await readReports(outputs);
    return this.#finish(state, outputs, { ...pickScalars(read), values: metricsIn(read) }, [{ batch, key }]);
  }

  async #accumulated(state: TrainState, batches: readonly Batch[]): ReturnType<CompiledStep> {
    const { definition } = this;
    const step = state.step + 1;
    const stepKey = foldInHost(state.key, step);
    const work = batches.map((batch, i) => ({ batch, key: foldInHost(stepKey, i) }));
    let sums = this.#sums();
    const parts: Record<string, number>[] = [];
    for (const [i, { batch, key }] of work.entries()) {
      const program = await this.#program(`gradients ${signatureOf(batch)}`, () =>
        traceGradientStep(definition, batch),
      );
      const outputs = await this.#run(program, {
        ...state.tensors,
        ...sums,
        ...renamed(batch, batchKey),
        ...hostScalars({ keep: i === 0 ? 0 : 1 }),
        key,
      });
      parts.push(await readReports(outputs));
      sums = this.#keepSpare(sums, outputs);
    }
    const weight = parts.reduce((sum, part) => sum + (part.weight as number), 0);
    const mean = (name: string): number =>
      parts.reduce((sum, part) => sum + (part[name] as number) * (part.weight as number), 0) / weight;
    const program = await this.#program('optimizer', () => traceOptimizerStep(definition));
    this.#spent.add(state);
    const outputs = await this.#run(program, {
      ...state.tensors,
      ...sums,
      ...hostScalars({ ...definition.optimizer.scalars(step), inverseWeight: 1 / weight }),
    });
    for (const [name, tensor] of Object.entries(sums)) this.#spare.set(`${name} (sum)`, tensor);
    const read = { ...(await readReports(outputs)), loss: mean('loss'), weight };
    const means = Object.keys(parts[0] ?? {}).filter((name) => name.startsWith(metricKey('')));
    const values = metricsIn({ ...read, ...Object.fromEntries(means.map((name) => [name, mean(name)])) });
    return this.#finish(state, outputs, { ...pickScalars(read), values }, work);
  }

  /** The new state, and the buffers of the old one put aside for the next step; or the error, if numbers overflowed. */
  async #finish(
    state: TrainState,
    outputs: Readonly<Record<string, DeviceTensor>>,
    measured: Omit<StepMetrics, 'learningRate'>,
    work: readonly { readonly batch: Batch; readonly key: HostTensor<'i32'> }[],
  ): ReturnType<CompiledStep> {
    const step = state.step + 1;
    const { loss, gradientNorm, updateNorm } = measured;
    if (!Number.isFinite(loss + gradientNorm + updateNorm)) {
      const found = await this.#diagnose(state, outputs, work);
      for (const name of this.definition.trainable.keys()) this.#spare.delete(`${sumKey(name)} (sum)`);
      throw nonFiniteError(step, { loss, gradientNorm, updateNorm }, found);
    }
    const tensors = Object.fromEntries(
      Object.entries(state.tensors).map(([name, tensor]) => [name, outputs[name] ?? tensor]),
    );
    this.#keepSpare(state.tensors, outputs);
    const learningRate = this.definition.optimizer.learningRate?.(step);
    return { state: { step, key: state.key, tensors }, metrics: { ...measured, learningRate } };
  }

  /** Puts every tensor that was replaced aside, and returns the current ones. */
  #keepSpare(
    before: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>>,
  ): Record<string, DeviceTensor> {
    return Object.fromEntries(
      Object.entries(before).map(([name, tensor]) => {
        const now = outputs[name] ?? tensor;
        if (now !== tensor) this.#spare.set(name, tensor);
        return [name, now];
      }),
    );
  }

  /** Runs a program on what it needs of `available`; new values come under the names of the old ones. */
  async #run(
    { executable, inPlace }: Program,
    available: RunInputs,
  ): Promise<Readonly<Record<string, DeviceTensor>>> {
    const inputs = Object.fromEntries(
      [...executable.inputs.keys()].map((name) => [name, available[name] as RunInputs[string]]),
    );
    const places = Object.fromEntries(
      [...executable.outputs].map(([name, { dtype, shape }]) => {
        const key = withoutNext(name);
        if (inPlace.has(key)) return [name, inputs[key] as DeviceTensor];
        const spare = this.#spare.get(key) ?? this.#backend.empty(dtype, isConcrete(shape) ? shape : []);
        this.#spare.delete(key);
        return [name, spare];
      }),
    );
    await executable.run(inputs, { outputs: places });
    // What is reported is read at once; its places serve the next step.
    for (const [name, tensor] of Object.entries(places)) if (isReport(name)) this.#spare.set(name, tensor);
    return Object.fromEntries(Object.entries(places).map(([name, tensor]) => [withoutNext(name), tensor]));
  }

  #sums(): Record<string, DeviceTensor> {
    return Object.fromEntries(
      [...this.definition.trainable].map(([name, { dtype, shape }]) => {
        const key = sumKey(name);
        const kept = this.#spare.get(`${key} (sum)`);
        this.#spare.delete(`${key} (sum)`);
        return [key, kept ?? this.#backend.empty(dtype, isConcrete(shape) ? shape : [])];
      }),
    );
  }

  #program(signature: string, trace: () => Graph): Promise<Program> {
    return this.#programs.get(signature, async () => {
      const graph = trace();
      const options: CompileOptions = { name: `train ${signature}` };
      return { executable: await this.#backend.compile(graph, options), inPlace: inPlaceInputs(graph) };
    });
  }

  /** Looks through batch, parameters, loss, gradients and results for the first number that is not finite. */
  async #diagnose(
    state: TrainState,
    outputs: Readonly<Record<string, DeviceTensor>>,
    work: readonly { readonly batch: Batch; readonly key: HostTensor<'i32'> }[],
  ): Promise<NonFinite | undefined> {
    const { definition } = this;
    const look = async (
      names: Iterable<string>,
      tensors: Readonly<Record<string, DeviceTensor>>,
      rename = (name: string) => name,
    ): Promise<NonFinite | undefined> => {
      for (const name of names) {
        const tensor = tensors[name];
        const found = tensor && findNonFinite([[rename(name), await tensor.read()]]);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const inBatches = findNonFinite(work.flatMap(({ batch }) => Object.entries(renamed(batch, batchKey))));
    if (inBatches !== undefined) return inBatches;
    const parameters = [...definition.parameters.keys()].map(parameterKey);
    const before = await look(parameters, state.tensors);
    if (before !== undefined) return before;
    for (const { batch, key } of work) {
      const executable = await this.#backend.compile(traceGradients(definition, batch), {
        name: 'gradients',
      });
      const all: RunInputs = { ...state.tensors, ...renamed(batch, batchKey), key };
      const inputs = Object.fromEntries(
        [...executable.inputs.keys()].map((name) => [name, all[name] as RunInputs[string]]),
      );
      const found = await executable.run(inputs);
      const first = await look(['loss', ...[...definition.trainable.keys()].map(gradientKey)], found);
      for (const tensor of Object.values(found)) tensor[Symbol.dispose]();
      await executable[Symbol.asyncDispose]();
      if (first !== undefined) return first;
    }
    const after = [...[...definition.optimizerState.keys()].map(optimizerKey), ...parameters];
    return look(after, outputs, (name) => `updated/${name}`);
  }
}

function batchesOf(batch: Batch | readonly Batch[]): readonly Batch[] {
  const batches = Array.isArray(batch) ? (batch as readonly Batch[]) : [batch as Batch];
  if (batches.length > 0) return batches;
  throw new ArgumentError('A step needs at least one batch', { received: 'an empty list' });
}

function renamed(batch: Batch, key: (name: string) => string): Record<string, HostTensor> {
  return Object.fromEntries(Object.entries(batch).map(([name, tensor]) => [key(name), tensor]));
}

function hostScalars(values: Readonly<Record<string, number>>): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [scalarKey(name), hostTensor('f32', [value], [])]),
  );
}

/** Whether an output is a scalar to report, rather than part of the state. */
function isReport(name: string): boolean {
  return ['loss', 'weight', 'gradientNorm', 'updateNorm'].includes(name) || name.startsWith(metricKey(''));
}

async function readReports(outputs: Readonly<Record<string, DeviceTensor>>): Promise<Record<string, number>> {
  const values = Object.keys(outputs)
    .filter(isReport)
    .map(async (name) => [name, Number((await (outputs[name] as DeviceTensor).read()).data[0])] as const);
  return Object.fromEntries(await Promise.all(values));
}

function pickScalars(read: Readonly<Record<string, number>>): Omit<StepMetrics, 'learningRate' | 'values'> {
  const { loss, weight, gradientNorm, updateNorm } = read as Readonly<
    Record<'loss' | 'weight' | 'gradientNorm' | 'updateNorm', number>
  >;
  return { loss, weight, gradientNorm, updateNorm };
}

function metricsIn(read: Readonly<Record<string, number>>): Record<string, number> {
  const prefix = metricKey('');
  return Object.fromEntries(
    Object.entries(read).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}

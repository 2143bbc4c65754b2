import {
  ArgumentError,
  type Backend,
  type Batch,
  foldInHost,
  type Graph,
  type HostTensor,
  hostTensor,
} from '@fm/core';
import { diagnose, type KeyedBatch } from './diagnose.ts';
import { type DeviceTensors, DoubleBuffer, type StepProgram } from './double-buffer.ts';
import { nonFiniteError } from './find-non-finite.ts';
import { inPlaceInputs } from './in-place.ts';
import { planStep, type StepPlan } from './plan-step.ts';
import { ProgramCache } from './program-cache.ts';
import { signatureOf, type StepDefinition } from './step-definition.ts';
import {
  averageReports,
  metricsOf,
  readReports,
  type StepMetrics,
  type StepReports,
} from './step-reports.ts';
import {
  batchInputs,
  scalarKey,
  sumKey,
  traceFusedStep,
  traceGradientStep,
  traceOptimizerStep,
} from './trace-step.ts';
import type { TrainState } from './train-state.ts';

/** The state after a step, and what the step measured. */
export interface StepResult {
  readonly state: TrainState;
  readonly metrics: StepMetrics;
}

/** Compiles the programs of a step when they are needed and keeps the buffers they share. */
export class StepRunner implements AsyncDisposable {
  readonly definition: StepDefinition;
  readonly #backend: Backend;
  readonly #programs: ProgramCache<StepProgram>;
  /** Programs that were traced for the plan and not compiled yet. */
  readonly #traced = new Map<string, Graph>();
  readonly #buffer: DoubleBuffer;
  readonly #spent = new WeakSet<TrainState>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(definition: StepDefinition, backend: Backend, cacheSize: number) {
    this.definition = definition;
    this.#backend = backend;
    this.#buffer = new DoubleBuffer(backend);
    // The optimizer program of accumulated steps is one more.
    this.#programs = new ProgramCache(cacheSize + 1);
  }

  /** One step; steps that are started together run one after another, as they share the double buffer. */
  take(state: TrainState, batches: readonly Batch[]): Promise<StepResult> {
    const taken = this.#queue.then(() => {
      this.#requireFresh(state);
      return batches.length === 1
        ? this.#fused(state, batches[0] as Batch)
        : this.#accumulated(state, batches);
    });
    this.#queue = taken.catch(() => {});
    return taken;
  }

  /** Sizes and costs of a step; what is traced for it need not be traced again for the step itself. */
  plan(batches: readonly Batch[]): StepPlan {
    const graphs =
      batches.length === 1
        ? [this.#fusedGraph(batches[0] as Batch)]
        : [...batches.map((batch) => this.#gradientGraph(batch)), this.#optimizerGraph()];
    return planStep(this.definition, graphs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue;
    await this.#programs[Symbol.asyncDispose]();
    this.#buffer[Symbol.dispose]();
  }

  async #fused(state: TrainState, batch: Batch): Promise<StepResult> {
    const step = state.step + 1;
    const program = await this.#program(`step ${signatureOf(batch)}`, () => this.#fusedGraph(batch));
    const key = foldInHost(state.key, step);
    this.#spent.add(state);
    const outputs = await this.#buffer.run(program, {
      ...state.tensors,
      ...batchInputs(batch),
      ...scalarInputs(this.definition.optimizer.scalars(step)),
      key,
    });
    return this.#finish(state, { outputs, reports: await readReports(outputs), work: [{ batch, key }] });
  }

  async #accumulated(state: TrainState, batches: readonly Batch[]): Promise<StepResult> {
    const step = state.step + 1;
    const stepKey = foldInHost(state.key, step);
    const work = batches.map((batch, i) => ({ batch, key: foldInHost(stepKey, i) }));
    let sums: Record<string, DeviceTensors[string]> = Object.fromEntries(
      [...this.definition.trainable].map(([name, type]) => [
        sumKey(name),
        this.#buffer.take(currentSum(name), type),
      ]),
    );
    const parts: StepReports[] = [];
    for (const [i, { batch, key }] of work.entries()) {
      const program = await this.#program(`gradients ${signatureOf(batch)}`, () =>
        this.#gradientGraph(batch),
      );
      const outputs = await this.#buffer.run(program, {
        ...state.tensors,
        ...sums,
        ...batchInputs(batch),
        ...scalarInputs({ keep: i === 0 ? 0 : 1 }),
        key,
      });
      parts.push(await readReports(outputs));
      sums = this.#buffer.swap(sums, outputs);
    }
    const averaged = averageReports(parts);
    const program = await this.#program('optimizer', () => this.#optimizerGraph());
    this.#spent.add(state);
    const outputs = await this.#buffer.run(program, {
      ...state.tensors,
      ...sums,
      ...scalarInputs({
        ...this.definition.optimizer.scalars(step),
        inverseWeight: 1 / (averaged.weight as number),
      }),
    });
    const result = await this.#finish(state, {
      outputs,
      reports: { ...averaged, ...(await readReports(outputs)) },
      work,
    });
    // Only after a good step: sums that are not finite would poison the next, as 0 · NaN is NaN.
    for (const name of this.definition.trainable.keys())
      this.#buffer.put(currentSum(name), sums[sumKey(name)] as DeviceTensors[string]);
    return result;
  }

  /** The new state, with the buffers of the old one put aside for the next step; or the error, if numbers overflowed. */
  async #finish(
    state: TrainState,
    {
      outputs,
      reports,
      work,
    }: {
      readonly outputs: DeviceTensors;
      readonly reports: StepReports;
      readonly work: readonly KeyedBatch[];
    },
  ): Promise<StepResult> {
    const { definition } = this;
    const step = state.step + 1;
    const metrics = metricsOf(reports, definition.optimizer.learningRate?.(step));
    const { loss, gradientNorm, updateNorm } = metrics;
    if (!Number.isFinite(loss + gradientNorm + updateNorm)) {
      const found = await diagnose(
        { definition, work, before: state.tensors, after: outputs },
        this.#backend,
      );
      throw nonFiniteError(step, { loss, gradientNorm, updateNorm }, found);
    }
    return { state: { step, key: state.key, tensors: this.#buffer.swap(state.tensors, outputs) }, metrics };
  }

  #fusedGraph(batch: Batch): Graph {
    return this.#graph(`step ${signatureOf(batch)}`, () => traceFusedStep(this.definition, batch));
  }

  #gradientGraph(batch: Batch): Graph {
    return this.#graph(`gradients ${signatureOf(batch)}`, () => traceGradientStep(this.definition, batch));
  }

  #optimizerGraph(): Graph {
    return this.#graph('optimizer', () => traceOptimizerStep(this.definition));
  }

  #graph(signature: string, trace: () => Graph): Graph {
    const graph = this.#traced.get(signature) ?? trace();
    this.#traced.set(signature, graph);
    return graph;
  }

  #program(signature: string, graphOf: () => Graph): Promise<StepProgram> {
    return this.#programs.get(signature, async () => {
      const graph = graphOf();
      this.#traced.delete(signature);
      const executable = await this.#backend.compile(graph, { name: `train ${signature}` });
      return { executable, inPlace: inPlaceInputs(graph) };
    });
  }

  #requireFresh(state: TrainState): void {
    if (!this.#spent.has(state)) return;
    throw new ArgumentError(`The state after step ${state.step} was used by a step before`, {
      hint: 'Go on with the state that the step returned; to come back to an earlier one, keep a checkpoint.',
    });
  }
}

/** Name under which the buffer keeps a gradient sum, beside its double. */
function currentSum(name: string): string {
  return `${sumKey(name)} (current)`;
}

function scalarInputs(values: Readonly<Record<string, number>>): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [scalarKey(name), hostTensor('f32', [value], [])]),
  );
}

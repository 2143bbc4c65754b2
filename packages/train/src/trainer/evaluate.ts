import {
  ArgumentError,
  type Backend,
  compile,
  type Dataset,
  type DeviceTensor,
  type HostTensor,
  type Model,
  type Objective,
  type Tensor,
} from '@fm/core';

/** What an {@link Evaluator} works on. */
export interface EvaluatorOptions<M extends Model = Model> {
  /** The model; its numbers are given with every call. */
  readonly model: M;
  /** The loss to measure. */
  readonly objective: Objective<M>;
  /** Where it runs. */
  readonly backend: Backend;
}

/** The mean loss over a dataset. */
export interface Evaluation {
  /** Mean over everything that counted, not over batches. */
  readonly loss: number;
  /** How much counted in all. */
  readonly weight: number;
  /** Means of what the objective reports besides, by name. */
  readonly values: Readonly<Record<string, number>>;
}

/** A compiled evaluation; dispose it to release its programs. */
export interface Evaluator extends AsyncDisposable {
  /**
   * Evaluates parameters on a dataset.
   *
   * @throws {ArgumentError} when the dataset has no batches
   */
  (
    parameters: Readonly<Record<string, HostTensor | DeviceTensor>>,
    data: Dataset,
    options?: EvaluateOptions,
  ): Promise<Evaluation>;
}

/** Options of one evaluation. */
export interface EvaluateOptions {
  /** Stop after this many batches. @default the whole pass */
  readonly batches?: number | undefined;
  /** Stops between batches; the error is the signal's reason. @default none */
  readonly signal?: AbortSignal | undefined;
}

const lossName = 'loss';
const weightName = 'weight';
const metricName = (name: string): string => `metric/${name}`;

/**
 * Compiles the loss of a model without its gradient; everything random in it is off.
 *
 * @example
 * ```ts
 * import { type Dataset, hostTensor, Module, type Objective, Parameter, reduceMean, referenceBackend, scalar, square, subtract } from '@fm/core';
 * import { compileEvaluation } from '@fm/train';
 *
 * class Constant extends Module {
 *   readonly value = new Parameter([], () => [0]);
 * }
 * const objective: Objective<Constant, 'y'> = {
 *   name: 'squared error',
 *   loss: (model, { y }) => ({ loss: reduceMean(square(subtract(y, model.value))), weight: scalar(2) }),
 * };
 * const evaluate = compileEvaluation({ model: new Constant(), objective, backend: referenceBackend() });
 * const data: Dataset = {
 *   name: 'two numbers',
 *   async *batches() {
 *     yield { batch: { y: hostTensor('f32', [1, 3]) }, cursor: {} };
 *   },
 * };
 * (await evaluate({ value: hostTensor('f32', [2], []) }, data)).loss; // => 1
 * ```
 */
export function compileEvaluation<M extends Model>({
  model,
  objective,
  backend,
}: EvaluatorOptions<M>): Evaluator {
  // Parameters and batch share one namespace in a program.
  const parameters = new Map(
    [...model.parameters()].map(([name, parameter]) => [`parameters/${name}`, parameter]),
  );
  const program = compile(
    (inputs: Readonly<Record<string, Tensor>>) => {
      const { loss, weight, metrics = {} } = objective.loss(model, inputs, { key: undefined });
      const named = Object.entries(metrics).map(([name, metric]) => [metricName(name), metric]);
      return {
        [lossName]: loss,
        [weightName]: weight,
        ...(Object.fromEntries(named) as Record<string, Tensor>),
      };
    },
    { backend, parameters, name: `evaluate ${objective.name}` },
  );
  const evaluate = async (
    tensors: Readonly<Record<string, HostTensor | DeviceTensor>>,
    data: Dataset,
    { batches = Number.POSITIVE_INFINITY, signal }: EvaluateOptions = {},
  ): Promise<Evaluation> => {
    const weights = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [`parameters/${name}`, tensor]),
    );
    const sums = new Map<string, number>();
    let total = 0;
    let count = 0;
    for await (const { batch } of data.batches()) {
      signal?.throwIfAborted();
      const outputs = await program({ ...weights, ...batch });
      const read = await readScalars(outputs);
      const weight = read.get(weightName) as number;
      total += weight;
      for (const [name, value] of read) sums.set(name, (sums.get(name) ?? 0) + value * weight);
      if (++count >= batches) break;
    }
    if (count === 0) throw emptyDataset(data);
    const mean = ([name, sum]: readonly [string, number]): [string, number] => [name, sum / total];
    const { [lossName]: loss, [weightName]: _, ...metrics } = Object.fromEntries([...sums].map(mean));
    const values = Object.entries(metrics).map(([name, value]) => [name.slice(metricName('').length), value]);
    return {
      loss: loss as number,
      weight: total,
      values: Object.fromEntries(values) as Record<string, number>,
    };
  };
  return Object.assign(evaluate, { [Symbol.asyncDispose]: async () => program[Symbol.asyncDispose]() });
}

/** The error for a dataset that has nothing. */
export function emptyDataset({ name }: Dataset): ArgumentError {
  return new ArgumentError(`The dataset "${name}" is empty`, {
    expected: 'at least one batch',
    received: 'none',
    hint: 'Is the text shorter than one block, or the batch larger than the data?',
  });
}

async function readScalars(
  outputs: Readonly<Record<string, DeviceTensor>>,
): Promise<ReadonlyMap<string, number>> {
  const read = Object.entries(outputs).map(async ([name, tensor]) => {
    const value = Number((await tensor.read()).data[0]);
    tensor[Symbol.dispose]();
    return [name, value] as const;
  });
  return new Map(await Promise.all(read));
}

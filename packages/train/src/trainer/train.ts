import { ArgumentError, type Model } from '@fm/core';
import type { TrainEvent } from './train-event.ts';
import type { TrainOptions } from './train-options.ts';
import { trainingLoop, type TrainingResult } from './training-loop.ts';

/**
 * A training run: iterate once for its events, await `result` for its end. It advances as fast as its events are
 * taken; breaking out of the loop ends it after the running step, as the `AbortSignal` does.
 */
export interface TrainingRun extends AsyncIterable<TrainEvent> {
  /** How it ended; starts the run if nobody iterates. */
  readonly result: Promise<TrainingResult>;
}

/**
 * Trains a model: an async iterable of typed events, plus an awaitable result.
 *
 * Loss, gradients and update are one compiled program per batch signature. Resuming from a checkpoint continues bit by
 * bit: parameters, optimizer state, random key, step and place in the data are restored.
 *
 * @throws {ArgumentError} when an option is out of range, the dataset is empty, or a checkpoint belongs to another model
 * @throws {ShapeError} when a batch or a parameter does not fit the model
 * @throws {NumericalError} naming the first tensor that is not finite
 * @throws {StorageError} when a checkpoint cannot be saved; those saved before stay intact
 * @example
 * ```ts
 * import { type Dataset, hostTensor, meanSquaredError, Module, multiply, type Objective, Parameter, referenceBackend, scalar } from '@fm/core';
 * import { sgd, train } from '@fm/train';
 *
 * class Slope extends Module {
 *   readonly weight = new Parameter([], () => [0]);
 * }
 * const objective: Objective<Slope, 'x' | 'y'> = {
 *   name: 'squared error',
 *   loss: (model, { x, y }) => ({ loss: meanSquaredError(multiply(x, model.weight), y), weight: scalar(2) }),
 * };
 * const data: Dataset = {
 *   name: 'y = 2x',
 *   async *batches() {
 *     for (;;) yield { batch: { x: hostTensor('f32', [1, 2]), y: hostTensor('f32', [2, 4]) }, cursor: {} };
 *   },
 * };
 * const run = train({
 *   model: new Slope(),
 *   objective,
 *   optimizer: sgd({ learningRate: 0.1 }),
 *   backend: referenceBackend(),
 *   data,
 *   steps: 20,
 * });
 * const losses: number[] = [];
 * for await (const event of run) if (event.type === 'step') losses.push(event.loss);
 * losses.length; // => 20
 * (await run.result).reason; // => 'finished'
 * ```
 */
export function train<M extends Model>(options: TrainOptions<M>): TrainingRun {
  const stopped = new AbortController();
  const signal = AbortSignal.any([stopped.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const loop = trainingLoop(options, signal);
  let isTaken = false;
  let settle: {
    readonly resolve: (result: TrainingResult) => void;
    readonly reject: (error: unknown) => void;
  };
  const result = new Promise<TrainingResult>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever iterates sees the error there; awaiting the result as well is a choice.
  result.catch(() => {});

  async function* events(): AsyncGenerator<TrainEvent, void> {
    let isOver = false;
    try {
      for (;;) {
        const next = await advance();
        isOver = next.done === true;
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      if (!isOver) {
        stopped.abort();
        await drain();
      }
    }
  }
  async function advance(): Promise<IteratorResult<TrainEvent, TrainingResult>> {
    try {
      const next = await loop.next();
      if (next.done === true) settle.resolve(next.value);
      return next;
    } catch (error) {
      settle.reject(error);
      throw error;
    }
  }
  async function drain(): Promise<void> {
    while ((await advance()).done !== true);
  }
  return {
    [Symbol.asyncIterator]() {
      if (isTaken)
        throw new ArgumentError('A training run can be iterated once', {
          hint: 'Call train() again for another run.',
        });
      isTaken = true;
      return events();
    },
    get result() {
      if (!isTaken) {
        isTaken = true;
        drain().catch(() => {});
      }
      return result;
    },
  };
}

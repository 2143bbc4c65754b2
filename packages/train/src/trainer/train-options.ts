import {
  ArgumentError,
  type Batch,
  type CheckpointStore,
  type Dataset,
  type HostTensor,
  type Model,
} from '@fm/core';
import type { StepOptions } from '../step/index.ts';

/** Options of {@link train}. */
export interface TrainOptions<M extends Model = Model> extends StepOptions<M> {
  /** Training batches; goes on pass after pass. */
  readonly data: Dataset;
  /** Optimizer steps in all, those of a resumed checkpoint included. */
  readonly steps: number;
  /** First values of the parameters. @default `initialize(model, seed)` */
  readonly parameters?: Readonly<Record<string, HostTensor>>;
  /** Decides first values and everything random in the loss; the data has a seed of its own. @default 0 */
  readonly seed?: number;
  /** Micro-batches per step, whose gradients are averaged. @default 1 */
  readonly accumulate?: number;
  /** When and on what the model is evaluated. @default never */
  readonly evaluation?: EvaluationOptions;
  /** When and where checkpoints are saved. @default never */
  readonly checkpoints?: CheckpointOptions;
  /** Ends training after the running step, with a last checkpoint. @default none */
  readonly signal?: AbortSignal;
  /** What throughput is counted in. @default examples: the first extent of the batch's first tensor */
  readonly unit?: Unit;
  /** The machine's peak rate in FLOP/s, for utilization; see {@link measurePeakFlops}. @default unknown */
  readonly peakFlops?: number;
}

/** When and on what a model is evaluated during training. */
export interface EvaluationOptions {
  /** Evaluation batches; one pass. */
  readonly data: Dataset;
  /** Steps between evaluations; there is one after the last step in any case. */
  readonly every: number;
  /** Evaluate at most this many batches. @default the whole pass */
  readonly batches?: number;
  /** Evaluate the moving averages that the optimizer `ema` keeps. @default false */
  readonly averaged?: boolean;
}

/** When and where checkpoints are saved. */
export interface CheckpointOptions {
  /** Where they are kept. */
  readonly store: CheckpointStore;
  /** Steps between checkpoints; there is one at the end in any case, and one after each best evaluation. @default only those */
  readonly every?: number;
  /** Go on from the newest checkpoint in the store, if there is one. @default true */
  readonly resume?: boolean;
  /** Free JSON to save with each checkpoint, for example the model's configuration. @default {} */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What throughput is counted in. */
export interface Unit {
  /** In the plural: `tokens`. */
  readonly name: string;
  /** How many there are in a batch. */
  readonly count: (batch: Batch) => number;
}

/** The unit when none is given. */
export const examples: Unit = {
  name: 'examples',
  count: (batch) => Object.values(batch)[0]?.shape[0] ?? 1,
};

/**
 * Refuses options out of range.
 *
 * @throws {ArgumentError} naming the option
 */
export function checkOptions({
  steps,
  accumulate = 1,
  evaluation,
  checkpoints,
  peakFlops,
}: TrainOptions): void {
  const counts = {
    steps,
    accumulate,
    'evaluation.every': evaluation?.every ?? 1,
    'evaluation.batches': evaluation?.batches ?? 1,
    'checkpoints.every': checkpoints?.every ?? 1,
  };
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new ArgumentError(`train: ${name} is out of range`, {
      expected: 'a positive integer',
      received: `${count}`,
    });
  }
  if (peakFlops !== undefined && !(peakFlops > 0)) {
    throw new ArgumentError('train: peakFlops is out of range', {
      expected: 'a positive rate in FLOP/s',
      received: `${peakFlops}`,
    });
  }
}

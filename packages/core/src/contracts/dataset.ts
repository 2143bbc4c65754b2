import type { Batch } from './batch.ts';

/** Plain JSON that says where in the data a stream stands; saved in checkpoints. */
export type DataCursor = { readonly [key: string]: number | string | boolean | null };

/** One batch and the place in the data right after it. */
export interface DataItem<B extends Batch = Batch> {
  /** The numbers of one step. */
  readonly batch: B;
  /** Give this to {@link Dataset.batches} to go on with the next batch. */
  readonly cursor: DataCursor;
}

/**
 * A source of batches. Streaming from a saved cursor gives exactly the batches that would have come next,
 * so that resumed training equals training that never stopped.
 */
export interface Dataset<B extends Batch = Batch> {
  /** Name for messages and logs. */
  readonly name: string;
  /** Batches in one pass, where it is known. */
  readonly size?: number;
  /**
   * Batches from `cursor` (default: the beginning). A training dataset goes on for ever, pass after pass; an evaluation
   * dataset ends after one.
   */
  batches(cursor?: DataCursor): AsyncIterable<DataItem<B>>;
}

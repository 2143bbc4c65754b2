import type { FmError } from '../errors/index.ts';
import type { HostTensor } from '../tensor/index.ts';
import type { DataCursor } from './dataset.ts';

/** Everything needed to go on training as if nothing had happened: one flat tree of named tensors and a little JSON. */
export interface Checkpoint {
  /** Optimizer steps taken. */
  readonly step: number;
  /** `parameters/<name>`, `optimizer/<name>`, `key`. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  /** Where the training data stands. */
  readonly cursor: DataCursor | undefined;
  /** Free JSON: configuration, best metric, format version. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Where checkpoints live: a folder, a bucket, memory. Saving is atomic: a reader never sees half a checkpoint. */
export interface CheckpointStore {
  /**
   * Saves a checkpoint and applies the retention policy.
   *
   * @throws {StorageError} when it cannot be written; checkpoints saved before stay intact
   */
  save(checkpoint: Checkpoint, options?: { readonly tag?: 'best' }): Promise<void>;
  /** The newest intact checkpoint; damaged ones are skipped and reported to `onWarning`. `undefined` if there is none. */
  latest(options?: { readonly onWarning?: (warning: FmError) => void }): Promise<Checkpoint | undefined>;
  /** The checkpoint tagged best. */
  best(): Promise<Checkpoint | undefined>;
}

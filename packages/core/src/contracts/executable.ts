import type { TensorType } from '../ir/index.ts';
import type { HostTensor } from '../tensor/index.ts';
import type { DeviceTensor } from './backend.ts';

/** Named tensors given to a run; host tensors are uploaded for this run only. */
export type RunInputs = Readonly<Record<string, HostTensor | DeviceTensor>>;

/** Options of one run. */
export interface RunOptions {
  /**
   * Where to put outputs. Those left out go into fresh device tensors, which the caller owns. A tensor may be input and
   * output of the same run
   * only when every read of it comes before the write, as in an elementwise program (optimizer moments, for example).
   *
   * @default fresh tensors for all
   */
  readonly outputs?: Readonly<Record<string, DeviceTensor>>;
  /**
   * Stops waiting for the run; the error is the signal's reason. The device tensors are free again when the promise settles.
   *
   * @default none
   */
  readonly signal?: AbortSignal;
}

/** A program that is ready to run. Runs of one executable happen one after another; disposing it waits for those asked for. */
export interface Executable extends AsyncDisposable {
  /** Types of the inputs, in the program's order. */
  readonly inputs: ReadonlyMap<string, TensorType>;
  /** Types of the outputs, in the program's order. */
  readonly outputs: ReadonlyMap<string, TensorType>;
  /**
   * Runs the program without blocking the event loop (where the backend can) and returns every output.
   *
   * @throws {ShapeError} when an input is missing, unknown, or of another dtype or shape
   * @throws {BackendError} when the runtime fails
   */
  run(inputs: RunInputs, options?: RunOptions): Promise<Readonly<Record<string, DeviceTensor>>>;
}

import type { Graph } from '../ir/index.ts';
import type { ConcreteShape, DType, HostTensor } from '../tensor/index.ts';
import type { Executable } from './executable.ts';

/** Runs tensor programs: the reference evaluator, ONNX Runtime in Node, wasm or WebGPU in a browser. */
export interface Backend extends AsyncDisposable {
  /** Short name for messages and logs, for example `reference`, `ort-native`, `ort-web`. */
  readonly name: string;
  /** Prepares a program; every dimension that is symbolic stays free between runs. */
  compile(graph: Graph, options?: CompileOptions): Promise<Executable>;
  /**
   * A device tensor holding these numbers. On a CPU backend it shares the host tensor's memory, without a copy;
   * do not write to the host tensor while a run is under way.
   */
  tensor(host: HostTensor): DeviceTensor;
  /** A zero-filled device tensor, to be written by a run. */
  empty(dtype: DType, shape: ConcreteShape): DeviceTensor;
}

/** How a program is prepared. */
export interface CompileOptions {
  /**
   * `fused` lets the emitter use the runtime's own fused operators; `portable` keeps to stock ONNX.
   *
   * @default 'fused' where the backend has fused operators
   */
  readonly mode?: 'portable' | 'fused';
  /** Name for messages and profiles. @default 'program' */
  readonly name?: string;
  /**
   * Numbers of inputs that never change, by name: a trained model's parameters. Runs do not give them. The runtime may
   * lay them out anew, which makes convolutions about a quarter faster, at the price of a second copy in memory.
   *
   * @default none
   */
  readonly constants?: Readonly<Record<string, HostTensor>>;
}

/**
 * Numbers on a backend's device. They stay there between runs: pass a device tensor as input or as the place
 * for an output, and nothing is copied.
 */
export interface DeviceTensor<D extends DType = DType> extends Disposable {
  /** Element type of what is stored. */
  readonly dtype: D;
  /** Extents, outermost first. */
  readonly shape: ConcreteShape;
  /** The numbers in host memory. On a CPU backend this is a view of the live memory, not a copy. */
  read(): Promise<HostTensor<D>>;
  /** Overwrites the numbers; dtype and shape must be the tensor's own. */
  write(host: HostTensor<D>): Promise<void>;
}

/** An execution provider by the name ONNX Runtime knows it under. */
export type ProviderName = 'cpu' | 'webgpu' | 'cuda' | 'coreml' | 'dml';

/** An execution provider with settings of its own. */
export interface Provider {
  /** Which one. */
  readonly name: ProviderName;
  /** The provider's own options, for example `{ device_id: '0' }`. @see https://onnxruntime.ai/docs/execution-providers/ */
  readonly options?: Readonly<Record<string, string>>;
}

/** How ONNX Runtime prepares and runs programs in Node. */
export interface OrtNodeOptions {
  /**
   * How the runtime is reached. `koffi` calls the C API of onnxruntime-node's shared library: no copies, runs off the
   * main thread. `plain` uses onnxruntime-node's own binding in a worker thread: tensors are copied in and out at each
   * run, and `bf16` inputs and outputs are not served. `auto` is `koffi`, or `plain` where koffi cannot be loaded.
   *
   * @default 'auto'
   */
  readonly binding?: 'auto' | 'koffi' | 'plain';
  /**
   * Execution providers by descending priority; `cpu` always comes last, for what the others do not implement. A GPU
   * provider copies inputs and outputs at each run.
   *
   * @default ['cpu']
   */
  readonly providers?: readonly (ProviderName | Provider)[];
  /**
   * Threads inside one operator.
   *
   * @default the processor cores this process may use
   */
  readonly intraOpThreads?: number;
  /**
   * Threads across operators; of use only when `executionMode` is `parallel`.
   *
   * @default 1
   */
  readonly interOpThreads?: number;
  /**
   * Whether independent operators may run at the same time.
   *
   * @default 'sequential'
   */
  readonly executionMode?: 'sequential' | 'parallel';
  /**
   * How far the runtime rewrites graphs when it loads them.
   *
   * @default 'all'
   */
  readonly graphOptimizationLevel?: GraphOptimizationLevel;
  /**
   * Whether CPU memory of temporaries is kept for the next run. Off, a run returns its memory and is slower.
   *
   * @default true
   */
  readonly memoryArena?: boolean;
  /**
   * Whether the temporaries of a run are laid out in one block when the shapes have been seen before. Off, a training
   * step takes a quarter to two fifths less memory, at the same speed.
   *
   * @default false
   */
  readonly memoryPattern?: boolean;
  /**
   * Whether constant weights are repacked for the processor when a program is loaded: faster runs, slower loading and
   * a second copy in memory. Weights that are inputs are never repacked.
   *
   * @default true
   */
  readonly prepacking?: boolean;
  /**
   * Whether worker threads wait for work by spinning, which is faster and burns processor time.
   *
   * @default true
   */
  readonly spinning?: boolean;
  /**
   * Path prefix of profile files; each program writes one. `executable.endProfile()` returns its path.
   *
   * @default no profiling
   */
  readonly profile?: string;
  /**
   * What the runtime logs to standard error. Failures are thrown in any case; `error` prints them a second time.
   *
   * @default 'fatal'
   */
  readonly logSeverity?: LogSeverity;
}

/** How far ONNX Runtime rewrites a graph: not at all, redundancy only, with fusions, and with layout changes. */
export type GraphOptimizationLevel = 'disabled' | 'basic' | 'extended' | 'all';

/** Least severe messages that ONNX Runtime logs. */
export type LogSeverity = 'verbose' | 'info' | 'warning' | 'error' | 'fatal';

import {
  type Backend,
  BackendError,
  type CompileOptions,
  type ConcreteShape,
  type DeviceTensor,
  type DType,
  emitOnnx,
  type Graph,
  type HostTensor,
} from '@fm/core';
import { measureChannelBlock } from './channel-block.ts';
import { type OrtExecutable, SessionExecutable } from './ort-executable.ts';
import type { OwnedTensor, Program, Runtime } from './runtime.ts';

/** A backend on ONNX Runtime. Disposing it disposes its executables. */
export interface OrtBackend extends Backend {
  compile(graph: Graph, options?: CompileOptions): Promise<OrtExecutable>;
}

/** The backend of every runtime: emits programs as ONNX and keeps track of what has to be released. */
export class RuntimeBackend<T extends OwnedTensor> implements OrtBackend {
  readonly #runtime: Runtime<T>;
  readonly #executables = new Set<SessionExecutable<T>>();
  readonly #compiling = new Set<Promise<unknown>>();
  #channelBlock: Promise<number | undefined> | undefined;
  #disposal: Promise<void> | undefined;

  constructor(runtime: Runtime<T>) {
    this.#runtime = runtime;
  }

  get name(): string {
    return this.#runtime.name;
  }

  async compile(graph: Graph, options: CompileOptions = {}): Promise<OrtExecutable> {
    this.#assertOpen();
    const created = this.#create(graph, options);
    this.#compiling.add(created);
    try {
      return await created;
    } finally {
      this.#compiling.delete(created);
    }
  }

  tensor(host: HostTensor): DeviceTensor {
    this.#assertOpen();
    return this.#runtime.upload(host);
  }

  empty(dtype: DType, shape: ConcreteShape): DeviceTensor {
    this.#assertOpen();
    return this.#runtime.empty(dtype, shape);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #create(graph: Graph, options: CompileOptions): Promise<OrtExecutable> {
    const { name = 'program', mode = this.#runtime.mode, constants = {} } = options;
    const convolves = graph.nodes.some(({ op }) => op.name === 'conv2d');
    if (convolves) this.#channelBlock ??= measureChannelBlock(this.#runtime);
    const channelBlock = convolves ? await this.#channelBlock : undefined;
    const onnx = emitOnnx(graph, { mode, name, initializers: constants, channelBlock });
    const inputs = new Map([...graph.inputs].filter(([input]) => !Object.hasOwn(constants, input)));
    const program: Program = { name, onnx, inputs, outputs: graph.outputs };
    const session = await this.#runtime.createSession(program);
    const executable = new SessionExecutable(this.#runtime, program, session, () =>
      this.#executables.delete(executable),
    );
    this.#executables.add(executable);
    return executable;
  }

  async #dispose(): Promise<void> {
    await Promise.allSettled(this.#compiling);
    await Promise.all([...this.#executables].map((executable) => executable[Symbol.asyncDispose]()));
    await this.#runtime[Symbol.asyncDispose]();
  }

  #assertOpen(): void {
    if (this.#disposal !== undefined) throw new BackendError(`The backend ${this.name} was disposed`);
  }
}

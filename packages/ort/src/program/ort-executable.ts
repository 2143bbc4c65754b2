import {
  ArgumentError,
  BackendError,
  bindInputs,
  bindShape,
  type DeviceTensor,
  equalShapes,
  type Executable,
  formatShape,
  type RunInputs,
  type RunOptions,
  ShapeError,
  type TensorType,
} from '@fm/core';
import type { OwnedTensor, Program, Runtime, Session } from './runtime.ts';
import { SerialQueue } from './serial-queue.ts';

/** A program loaded into ONNX Runtime. */
export interface OrtExecutable extends Executable {
  /**
   * Stops profiling and returns the path of the profile, a JSON file that `parseProfile` turns into a table.
   *
   * @throws {ArgumentError} when the backend was made without the `profile` option
   * @throws {UnsupportedError} when the runtime writes no profile files
   */
  endProfile(): Promise<string>;
}

/** The executable of every runtime: checks what it is given, allocates what is left out, and queues runs. */
export class SessionExecutable<T extends OwnedTensor> implements OrtExecutable {
  readonly inputs: ReadonlyMap<string, TensorType>;
  readonly outputs: ReadonlyMap<string, TensorType>;
  readonly #name: string;
  readonly #runtime: Runtime<T>;
  readonly #session: Session<T>;
  readonly #queue = new SerialQueue();
  readonly #onDispose: () => void;
  #disposal: Promise<void> | undefined;

  constructor(runtime: Runtime<T>, program: Program, session: Session<T>, onDispose: () => void) {
    this.#name = program.name;
    this.#runtime = runtime;
    this.#session = session;
    this.#onDispose = onDispose;
    this.inputs = program.inputs;
    this.outputs = program.outputs;
  }

  async run(inputs: RunInputs, options: RunOptions = {}): Promise<Readonly<Record<string, DeviceTensor>>> {
    this.#assertOpen();
    const { signal } = options;
    signal?.throwIfAborted();
    const bindings = bindInputs(this.inputs, inputs);
    for (const name of Object.keys(inputs)) this.#assertUsable('input', name, inputs[name]);
    const given = this.#checkOutputs(options.outputs ?? {}, bindings);

    const temporary: T[] = [];
    const fresh: T[] = [];
    try {
      const feeds = [...this.inputs.keys()].map((name) => {
        const value = inputs[name] as RunInputs[string];
        return this.#runtime.owns(value) ? value : push(temporary, this.#runtime.upload(value as never));
      });
      const fetches = [...this.outputs].map(
        ([name, { dtype, shape }]) =>
          given.get(name) ?? push(fresh, this.#runtime.empty(dtype, bindShape(shape, bindings))),
      );
      await this.#queue.add(async () => {
        signal?.throwIfAborted();
        await this.#session.run(feeds, fetches, signal);
      });
      return Object.fromEntries([...this.outputs.keys()].map((name, i) => [name, fetches[i] as T]));
    } catch (error) {
      for (const tensor of fresh) tensor[Symbol.dispose]();
      throw error;
    } finally {
      for (const tensor of temporary) tensor[Symbol.dispose]();
    }
  }

  async endProfile(): Promise<string> {
    this.#assertOpen();
    return this.#queue.add(() => this.#session.endProfile());
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#queue.add(async () => {
      this.#onDispose();
      await this.#session[Symbol.asyncDispose]();
    });
    return this.#disposal;
  }

  #checkOutputs(
    outputs: Readonly<Record<string, DeviceTensor>>,
    bindings: ReadonlyMap<string, number>,
  ): ReadonlyMap<string, T> {
    const checked = new Map<string, T>();
    for (const [name, tensor] of Object.entries(outputs)) {
      const type = this.outputs.get(name);
      if (type === undefined) {
        throw new ShapeError(`${this.#name}: there is no output "${name}"`, {
          expected: [...this.outputs.keys()].join(', '),
        });
      }
      const shape = bindShape(type.shape, bindings);
      if (tensor.dtype !== type.dtype || !equalShapes(tensor.shape, shape)) {
        throw new ShapeError(`${this.#name}: the tensor for output "${name}" does not fit`, {
          expected: `${type.dtype}${formatShape(shape)}`,
          received: `${tensor.dtype}${formatShape(tensor.shape)}`,
        });
      }
      this.#assertUsable('output', name, tensor);
      checked.set(name, tensor as T);
    }
    if (new Set(checked.values()).size !== checked.size) {
      throw new ArgumentError(`${this.#name}: one tensor is given for two outputs`, {
        hint: 'Give every output a tensor of its own.',
      });
    }
    return checked;
  }

  #assertUsable(role: string, name: string, value: RunInputs[string] | undefined): void {
    if (value === undefined || ('data' in value && !('read' in value))) return;
    if (!this.#runtime.owns(value)) {
      throw new BackendError(`${this.#name}: the ${role} "${name}" lives on another backend`, {
        expected: `a tensor of ${this.#runtime.name}`,
        hint: 'Read it into a host tensor first.',
      });
    }
    if (value.disposed) throw new BackendError(`${this.#name}: the ${role} "${name}" was disposed`);
  }

  #assertOpen(): void {
    if (this.#disposal !== undefined) throw new BackendError(`${this.#name}: the executable was disposed`);
  }
}

function push<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}

import {
  type Backend,
  type DeviceTensor,
  type Executable,
  isConcrete,
  type RunInputs,
  type TensorType,
} from '@fm/core';
import { isReport } from './step-reports.ts';
import { withoutNext } from './trace-step.ts';

/** A compiled program of a step. */
export interface StepProgram {
  readonly executable: Executable;
  /** Inputs that are overwritten by their next values. */
  readonly inPlace: ReadonlySet<string>;
}

/** Named device tensors. */
export type DeviceTensors = Readonly<Record<string, DeviceTensor>>;

/**
 * The other half of every double-buffered tensor: what a run writes its outputs into, while its inputs stay as they are.
 */
export class DoubleBuffer implements Disposable {
  readonly #backend: Backend;
  readonly #spare = new Map<string, DeviceTensor>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** A place for new values; whoever takes it owns it. */
  take(name: string, { dtype, shape }: TensorType): DeviceTensor {
    const spare = this.#spare.get(name) ?? this.#backend.empty(dtype, isConcrete(shape) ? shape : []);
    this.#spare.delete(name);
    return spare;
  }

  /** Keeps a tensor that is no longer needed as the place for the next values of this name. */
  put(name: string, tensor: DeviceTensor): void {
    this.#spare.set(name, tensor);
  }

  /** Puts every tensor aside that was replaced, and returns the current ones. */
  swap(before: DeviceTensors, outputs: DeviceTensors): Record<string, DeviceTensor> {
    return Object.fromEntries(
      Object.entries(before).map(([name, tensor]) => {
        const now = outputs[name] ?? tensor;
        if (now !== tensor) this.put(name, tensor);
        return [name, now];
      }),
    );
  }

  /** Runs a program on what it needs of `available`; new values come under the names of the old ones. */
  async run({ executable, inPlace }: StepProgram, available: RunInputs): Promise<DeviceTensors> {
    const inputs = inputsOf(executable, available);
    const places = Object.fromEntries(
      [...executable.outputs].map(([name, type]) => {
        const key = withoutNext(name);
        return [name, inPlace.has(key) ? (inputs[key] as DeviceTensor) : this.take(key, type)];
      }),
    );
    await executable.run(inputs, { outputs: places });
    // What is reported is read at once; its places serve the next step.
    for (const [name, tensor] of Object.entries(places)) if (isReport(name)) this.put(name, tensor);
    return Object.fromEntries(Object.entries(places).map(([name, tensor]) => [withoutNext(name), tensor]));
  }

  [Symbol.dispose](): void {
    for (const tensor of this.#spare.values()) tensor[Symbol.dispose]();
    this.#spare.clear();
  }
}

/** Those of `available` that a program asks for. */
export function inputsOf({ inputs }: Executable, available: RunInputs): RunInputs {
  return Object.fromEntries([...inputs.keys()].map((name) => [name, available[name] as RunInputs[string]]));
}

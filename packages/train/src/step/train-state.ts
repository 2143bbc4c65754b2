import { type Checkpoint, type DataCursor, type DeviceTensor, type HostTensor, hostTensor } from '@fm/core';

/**
 * Everything that training changes, as one flat named tree. A step consumes the state it is given and returns the next
 * one; the tensors stay on the device in between.
 */
export interface TrainState {
  /** Optimizer steps taken. */
  readonly step: number;
  /** Random key of the run; each step folds its number into it. `i32[2]` */
  readonly key: HostTensor<'i32'>;
  /** `parameters/<name>` and `optimizer/<name>`. */
  readonly tensors: Readonly<Record<string, DeviceTensor>>;
}

/** Name of a parameter in a train state. */
export function parameterKey(name: string): string {
  return `parameters/${name}`;
}

/** Name of an optimizer's state tensor in a train state. */
export function optimizerKey(name: string): string {
  return `optimizer/${name}`;
}

/**
 * The parameters in a train state or checkpoint, by their own names.
 *
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { parametersOf } from '@fm/train';
 *
 * const tensors = { 'parameters/weight': hostTensor('f32', [1]), 'optimizer/adamW/first/weight': hostTensor('f32', [0]) };
 * Object.keys(parametersOf({ tensors })); // => ['weight']
 * ```
 */
export function parametersOf<T>({
  tensors,
}: {
  readonly tensors: Readonly<Record<string, T>>;
}): Record<string, T> {
  return withoutPrefix(tensors, parameterKey(''));
}

/**
 * The moving averages that the optimizer `ema` keeps of the parameters; parameters without one (frozen ones) as they are.
 *
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { averagedParameters } from '@fm/train';
 *
 * const tensors = { 'parameters/weight': hostTensor('f32', [1]), 'optimizer/ema/weight': hostTensor('f32', [0.5]) };
 * averagedParameters({ tensors }).weight?.data; // => Float32Array [0.5]
 * ```
 */
export function averagedParameters<T>(state: {
  readonly tensors: Readonly<Record<string, T>>;
}): Record<string, T> {
  return { ...parametersOf(state), ...withoutPrefix(state.tensors, optimizerKey('ema/')) };
}

/**
 * A train state as a checkpoint. On a CPU backend the tensors are views of live memory: save the checkpoint before
 * the next step.
 *
 * @param cursor - where the data goes on; `undefined` for its beginning
 * @param metadata - plain data to keep beside it, such as the model's configuration. @default {}
 * @example
 * ```ts
 * import { initialize, Linear, meanSquaredError, type Objective, referenceBackend, scalar } from '@fm/core';
 * import { adamW, compileStep, toCheckpoint } from '@fm/train';
 *
 * const model = new Linear(2, 1);
 * const objective: Objective<Linear, 'x' | 'y'> = {
 *   name: 'regression',
 *   loss: (linear, { x, y }) => ({ loss: meanSquaredError(linear.forward(x), y), weight: scalar(1) }),
 * };
 * await using step = compileStep({ model, objective, optimizer: adamW({ learningRate: 1e-3 }), backend: referenceBackend() });
 * const { tensors } = await toCheckpoint(step.start(initialize(model, 0)), undefined, { run: 'first' });
 * Object.keys(tensors).filter((name) => name.endsWith('weight')); // => ['parameters/weight', 'optimizer/first/weight', 'optimizer/second/weight']
 * ```
 */
export async function toCheckpoint(
  state: TrainState,
  cursor: DataCursor | undefined,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<Checkpoint> {
  const entries = Object.entries(state.tensors).map(
    async ([name, tensor]) => [name, await tensor.read()] as const,
  );
  const tensors: Record<string, HostTensor> = Object.fromEntries(await Promise.all(entries));
  tensors.key = hostTensor('i32', state.key.data.slice());
  return { step: state.step, tensors, cursor, metadata };
}

function withoutPrefix<T>(tensors: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  const chosen = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(chosen.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

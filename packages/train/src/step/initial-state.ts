import {
  ArgumentError,
  type Checkpoint,
  type ConcreteShape,
  type DeviceTensor,
  equalShapes,
  formatType,
  type HostTensor,
  hostKey,
  ShapeError,
  type TensorType,
  zeros,
} from '@fm/core';
import type { StepDefinition } from './step-definition.ts';
import { optimizerKey, parameterKey, type TrainState } from './train-state.ts';

/** Makes the device tensor that holds a copy of these numbers under a name of the train state. */
export type Place = (name: string, tensor: HostTensor) => DeviceTensor;

/** The state before the first step. The numbers are copied: training writes to its own memory. */
export function initialState(
  definition: StepDefinition,
  parameters: Readonly<Record<string, HostTensor>>,
  { seed, place }: { readonly seed: number; readonly place: Place },
): TrainState {
  requireSame(
    'parameter',
    definition.parameters,
    parameters,
    'Give one tensor for every parameter of the model, for example by initialize(model, seed).',
  );
  const tensors: Record<string, DeviceTensor> = {};
  for (const name of definition.parameters.keys())
    tensors[parameterKey(name)] = place(parameterKey(name), parameters[name] as HostTensor);
  for (const [name, { dtype, shape, initial }] of definition.optimizerState) {
    const start =
      typeof initial === 'number'
        ? filled(dtype, shape as ConcreteShape, initial)
        : parameters[initial.parameter];
    tensors[optimizerKey(name)] = place(optimizerKey(name), start as HostTensor);
  }
  return { step: 0, key: hostKey(seed), tensors };
}

/** The state that a checkpoint holds. */
export function restoredState(
  definition: StepDefinition,
  { step, tensors }: Checkpoint,
  place: Place,
): TrainState {
  const expected = new Map<string, TensorType>([['key', { dtype: 'i32', shape: [2] }]]);
  for (const [name, type] of definition.parameters) expected.set(parameterKey(name), type);
  for (const [name, type] of definition.optimizerState) expected.set(optimizerKey(name), type);
  requireSame(
    'tensor of the checkpoint',
    expected,
    tensors,
    'The checkpoint belongs to another model, optimizer or choice of trainable parameters.',
  );
  const placed = [...expected.keys()]
    .filter((name) => name !== 'key')
    .map((name) => [name, place(name, tensors[name] as HostTensor)]);
  return {
    step,
    key: copyOf(tensors.key as HostTensor<'i32'>),
    tensors: Object.fromEntries(placed) as Record<string, DeviceTensor>,
  };
}

function requireSame(
  what: string,
  expected: ReadonlyMap<string, TensorType>,
  given: Readonly<Record<string, HostTensor>>,
  hint: string,
): void {
  for (const [name, type] of expected) {
    const tensor = Object.hasOwn(given, name) ? given[name] : undefined;
    if (tensor === undefined) {
      throw new ArgumentError(`The ${what} "${name}" is missing`, {
        expected: formatType(type),
        received: 'nothing',
        hint,
      });
    }
    if (tensor.dtype !== type.dtype || !equalShapes(tensor.shape, type.shape)) {
      throw new ShapeError(`The ${what} "${name}" does not fit the model`, {
        expected: formatType(type),
        received: formatType(tensor),
        hint,
      });
    }
  }
  const unknown = Object.keys(given).find((name) => !expected.has(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`The ${what} "${unknown}" has no place`, {
      expected: `one of ${[...expected.keys()].slice(0, 8).join(', ')}${expected.size > 8 ? ', …' : ''}`,
      received: unknown,
      hint,
    });
  }
}

function copyOf<T extends HostTensor>(tensor: T): T {
  return { ...tensor, data: tensor.data.slice() };
}

function filled(dtype: TensorType['dtype'], shape: ConcreteShape, value: number): HostTensor {
  const tensor = zeros(dtype, shape);
  if (value !== 0) (tensor.data as Float32Array).fill(value);
  return tensor;
}

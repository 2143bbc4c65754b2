import {
  type Backend,
  type ConcreteShape,
  type DeviceTensor,
  type HostTensor,
  sizeOf,
  type Tensor,
} from '@fm/core';
import type { FlatGroup } from './flat-layout.ts';
import { optimizerKey, parameterKey } from './train-state.ts';

/** Elements of a piece: what an update touches of it stays in the processor's cache. */
const pieceElements = 2 ** 18;

/** The same stretch of a group's parameters, gradients and state. */
export interface Piece {
  readonly parameter: DeviceTensor;
  readonly gradient: DeviceTensor;
  /** The gradient as a vector. */
  readonly gradientVector: DeviceTensor;
  readonly slots: readonly DeviceTensor[];
}

/** A group's memory. */
export interface FlatGroupMemory {
  readonly group: FlatGroup;
  readonly pieces: readonly Piece[];
}

interface GroupArrays {
  readonly group: FlatGroup;
  readonly parameters: Float32Array<ArrayBuffer>;
  readonly gradients: Float32Array<ArrayBuffer>;
  readonly slots: readonly Float32Array<ArrayBuffer>[];
}

interface Place {
  readonly array: Float32Array<ArrayBuffer>;
  readonly offset: number;
}

/**
 * The memory of a train state: one long array for the parameters of each group, one for their gradients and one for each
 * part of the optimizer's state. The tensors of the state are views of it, and so are the pieces that are updated.
 */
export class FlatMemory {
  readonly #backend: Backend;
  readonly #places = new Map<string, Place>();
  readonly #arrays: GroupArrays[] = [];
  #gradients: ReadonlyMap<string, DeviceTensor> | undefined;
  #pieces: readonly FlatGroupMemory[] | undefined;
  #isShared: boolean | undefined;

  constructor(groups: readonly FlatGroup[], backend: Backend) {
    this.#backend = backend;
    for (const group of groups) {
      const array = (): Float32Array<ArrayBuffer> => new Float32Array(group.size);
      const arrays = { group, parameters: array(), gradients: array(), slots: group.slots.map(array) };
      this.#arrays.push(arrays);
      for (const { name, offset, slots } of group.members) {
        this.#places.set(parameterKey(name), { array: arrays.parameters, offset });
        for (const [i, slot] of slots.entries()) {
          this.#places.set(optimizerKey(slot), {
            array: arrays.slots[i] as Float32Array<ArrayBuffer>,
            offset,
          });
        }
      }
    }
  }

  /** A device tensor with a copy of these numbers, at its place in this memory if it has one. */
  place(key: string, tensor: HostTensor): DeviceTensor {
    const place = this.#places.get(key);
    if (place === undefined) return this.#backend.tensor({ ...tensor, data: tensor.data.slice() });
    const view = place.array.subarray(place.offset, place.offset + sizeOf(tensor.shape));
    view.set(tensor.data as Float32Array);
    return this.#backend.tensor({ dtype: 'f32', shape: tensor.shape, data: view });
  }

  /** Whether the backend's tensors are this memory itself rather than copies of it. */
  async isShared(): Promise<boolean> {
    const [first] = this.#arrays;
    if (first === undefined) return false;
    const probe = this.#backend.tensor({ dtype: 'f32', shape: [1], data: first.gradients.subarray(0, 1) });
    this.#isShared ??= (await probe.read()).data.buffer === first.gradients.buffer;
    probe[Symbol.dispose]();
    return this.#isShared;
  }

  /** Where the gradients go, by the parameters' names. */
  gradients(parameters: ReadonlyMap<string, Tensor>): ReadonlyMap<string, DeviceTensor> {
    this.#gradients ??= new Map(
      this.#arrays.flatMap(({ group, gradients }) =>
        group.members.map(({ name, offset, size }): [string, DeviceTensor] => {
          const shape = (parameters.get(name) as Tensor).shape as ConcreteShape;
          return [
            name,
            this.#backend.tensor({ dtype: 'f32', shape, data: gradients.subarray(offset, offset + size) }),
          ];
        }),
      ),
    );
    return this.#gradients;
  }

  /** All groups, cut into pieces. */
  pieces(): readonly FlatGroupMemory[] {
    this.#pieces ??= this.#arrays.map(({ group, parameters, gradients, slots }) => {
      const ones = group.piece.shape.slice(1).map(() => 1);
      const pieces = Array.from({ length: Math.ceil(group.size / pieceElements) }, (_, i): Piece => {
        const [from, to] = [i * pieceElements, Math.min(group.size, (i + 1) * pieceElements)];
        const cut = (array: Float32Array<ArrayBuffer>, shape = [...ones, to - from]): DeviceTensor =>
          this.#backend.tensor({ dtype: 'f32', shape, data: array.subarray(from, to) });
        return {
          parameter: cut(parameters),
          gradient: cut(gradients),
          gradientVector: cut(gradients, [to - from]),
          slots: slots.map((slot) => cut(slot)),
        };
      });
      return { group, pieces };
    });
    return this.#pieces;
  }
}

import {
  type Backend,
  type ConcreteShape,
  type DeviceTensor,
  type HostTensor,
  sizeOf,
  type Tensor,
} from '@fm/core';
import { type FlatGroup, pieceType } from './flat-layout.ts';
import { optimizerKey, parameterKey } from './train-state.ts';

/** Elements of a piece: what an update touches of it stays in the processor's cache. */
const pieceElements = 2 ** 18;

/** Pieces that one run updates, one after the other: a run has a price of its own. */
const piecesPerRun = 16;

/** A stretch of a group. */
export interface PieceSpec {
  readonly group: FlatGroup;
  /** In elements. */
  readonly size: number;
}

/** Pieces that are updated in one run. */
export interface PieceRun {
  readonly pieces: readonly PieceSpec[];
  /** By the names of {@link pieceKey}. */
  readonly tensors: Readonly<Record<string, DeviceTensor>>;
}

/** Name of a piece's tensor in a run: `parameter`, `gradient`, or the number of a slot. */
export function pieceKey(index: number, part: 'parameter' | 'gradient' | number): string {
  return `piece/${index}/${part}`;
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
  #runs: readonly PieceRun[] | undefined;
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

  /** All groups, cut into pieces, a few for each run. */
  runs(): readonly PieceRun[] {
    this.#runs ??= this.#cut();
    return this.#runs;
  }

  /** Elements in all groups together. */
  get size(): number {
    return this.#arrays.reduce((sum, { group }) => sum + group.size, 0);
  }

  #cut(): readonly PieceRun[] {
    const all = this.#arrays.flatMap((arrays) =>
      Array.from({ length: Math.ceil(arrays.group.size / pieceElements) }, (_, i) => ({
        arrays,
        from: i * pieceElements,
        to: Math.min(arrays.group.size, (i + 1) * pieceElements),
      })),
    );
    return Array.from({ length: Math.ceil(all.length / piecesPerRun) }, (_, i): PieceRun => {
      const chosen = all.slice(i * piecesPerRun, (i + 1) * piecesPerRun);
      const tensors = chosen.flatMap(({ arrays: { group, parameters, gradients, slots }, from, to }, j) => {
        const cut = (
          part: 'parameter' | 'gradient' | number,
          array: Float32Array<ArrayBuffer>,
        ): [string, DeviceTensor] => [
          pieceKey(j, part),
          this.#backend.tensor({ ...pieceType(group, to - from), data: array.subarray(from, to) }),
        ];
        return [
          cut('parameter', parameters),
          cut('gradient', gradients),
          ...slots.map((slot, k) => cut(k, slot)),
        ];
      });
      const pieces = chosen.map(({ arrays: { group }, from, to }) => ({ group, size: to - from }));
      return { pieces, tensors: Object.fromEntries(tensors) };
    });
  }
}

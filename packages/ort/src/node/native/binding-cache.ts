import { onnxDataType } from '@fm/core';
import type { MemoryTensor } from '../../program/memory-tensor.ts';
import type { OrtApi } from './ort-api.ts';
import type { Handle } from './ort-functions.ts';

/** Kept bindings; a training loop with double-buffered parameters alternates between two. */
const capacity = 4;
/** Rebinding this many tensors costs less than making and keeping one more binding. */
const fewTensors = 8;
/** The identity of no tensor. */
const none = 0;

interface Binding {
  readonly handle: Handle;
  /** Identity of the tensor bound to each slot: inputs, then outputs. */
  readonly ids: number[];
  lastUse: number;
}

/** What a cache binds tensors to. */
export interface BindingTarget {
  readonly session: Handle;
  /** CPU memory. */
  readonly memory: Handle;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** A GPU provider copies an input when it is bound, so a binding is stale after its run. */
  readonly copiesInputs: boolean;
}

/**
 * A few `OrtIoBinding`s of one session. Binding hundreds of parameters at every run costs more than the cache: a run
 * takes the binding that differs in the fewest slots and rebinds only those.
 *
 * A binding remembers identities, never tensors, and an `OrtValue` is released as soon as it is bound; so nothing here
 * keeps memory of a tensor alive, and a disposed tensor needs no clean-up.
 */
export class BindingCache implements Disposable {
  readonly #api: OrtApi;
  readonly #target: BindingTarget;
  readonly #bindings: Binding[] = [];
  #uses = 0;

  constructor(api: OrtApi, target: BindingTarget) {
    this.#api = api;
    this.#target = target;
  }

  /** A binding of exactly these tensors; the caller keeps them alive and uses it before it asks for the next one. */
  bind(inputs: readonly MemoryTensor[], outputs: readonly MemoryTensor[]): Handle {
    const tensors = [...inputs, ...outputs];
    const binding = this.#closest(tensors);
    for (const [slot, tensor] of tensors.entries()) {
      if (binding.ids[slot] !== tensor.id) this.#bindSlot(binding, slot, tensor);
    }
    binding.lastUse = ++this.#uses;
    if (this.#target.copiesInputs) binding.ids.fill(none, 0, inputs.length);
    return binding.handle;
  }

  [Symbol.dispose](): void {
    for (const { handle } of this.#bindings.splice(0)) this.#api.release('ReleaseIoBinding', handle);
  }

  #closest(tensors: readonly MemoryTensor[]): Binding {
    let best: Binding | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const binding of this.#bindings) {
      const different = countDifferent(binding.ids, tensors, fewest);
      if (different < fewest) [best, fewest] = [binding, different];
    }
    if (best !== undefined && fewest <= fewTensors) return best;
    if (this.#bindings.length < capacity) return this.#add(tensors.length);
    return this.#bindings.reduce((a, b) => (a.lastUse < b.lastUse ? a : b));
  }

  #add(slots: number): Binding {
    const handle = this.#api.create('CreateIoBinding', this.#target.session);
    const binding: Binding = { handle, ids: new Array<number>(slots).fill(none), lastUse: 0 };
    this.#bindings.push(binding);
    return binding;
  }

  #bindSlot(binding: Binding, slot: number, tensor: MemoryTensor): void {
    const { inputs, outputs, memory } = this.#target;
    // A slot whose rebinding fails must not look bound.
    binding.ids[slot] = none;
    const value = createValue(this.#api, memory, tensor);
    try {
      const input = inputs[slot];
      if (input !== undefined) this.#api.call('BindInput', binding.handle, input, value);
      else this.#api.call('BindOutput', binding.handle, outputs[slot - inputs.length] as string, value);
    } finally {
      this.#api.release('ReleaseValue', value);
    }
    binding.ids[slot] = tensor.id;
  }
}

function countDifferent(ids: readonly number[], tensors: readonly MemoryTensor[], limit: number): number {
  let different = 0;
  for (let slot = 0; slot < tensors.length && different < limit; slot++) {
    if (ids[slot] !== (tensors[slot] as MemoryTensor).id) different++;
  }
  return different;
}

/** An `OrtValue` over a tensor's own memory. */
function createValue(api: OrtApi, memory: Handle, { dtype, shape, data }: MemoryTensor): Handle {
  // A small typed array may live inside the moving heap until its buffer is asked for. The view below has a fixed address.
  const bytes =
    data.byteLength === 0 ? new Uint8Array(8) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const extents = BigInt64Array.from(shape.length === 0 ? [1] : shape, BigInt);
  return api.create(
    'CreateTensorWithDataAsOrtValue',
    memory,
    bytes,
    data.byteLength,
    extents,
    shape.length,
    onnxDataType[dtype],
  );
}

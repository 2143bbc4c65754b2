import {
  allocate,
  BackendError,
  type ConcreteShape,
  type DType,
  equalShapes,
  formatShape,
  type HostArrays,
  type HostTensor,
  ShapeError,
  sizeOf,
} from '@fm/core';
import type { OwnedTensor } from './runtime.ts';

let created = 0;

/** A device tensor of a CPU runtime: the host's own typed array, never copied. */
export class MemoryTensor<D extends DType = DType> implements OwnedTensor {
  readonly dtype: D;
  readonly shape: ConcreteShape;
  /** Unique in this process and never used again, so that caches can remember a tensor without keeping it alive. */
  readonly id: number;
  readonly #length: number;
  #data: HostArrays[D] | undefined;

  constructor({ dtype, shape, data }: HostTensor<D>) {
    // The runtime gets a bare pointer: what lies behind it has to be what the type says.
    const array = allocate(dtype, 0)[Symbol.toStringTag];
    if (data.length !== sizeOf(shape) || data[Symbol.toStringTag] !== array) {
      throw new ShapeError('The data of a host tensor does not fit its type', {
        expected: `${array} of ${sizeOf(shape)} elements for ${dtype}${formatShape(shape)}`,
        received: `${data[Symbol.toStringTag]} of ${data.length} elements`,
      });
    }
    this.dtype = dtype;
    this.shape = [...shape];
    this.id = ++created;
    this.#length = data.length;
    this.#data = data;
  }

  /** A tensor of zeros. */
  static zeros<D extends DType>(dtype: D, shape: ConcreteShape): MemoryTensor<D> {
    return new MemoryTensor({ dtype, shape, data: allocate(dtype, sizeOf(shape)) });
  }

  get disposed(): boolean {
    return this.#data === undefined;
  }

  /** The live numbers. */
  get data(): HostArrays[D] {
    if (this.#data === undefined) {
      throw new BackendError('The device tensor was disposed', {
        received: `${this.dtype}${formatShape(this.shape)}`,
      });
    }
    // Native code may still know where the memory was.
    if (this.#data.length !== this.#length) {
      throw new BackendError('The memory of the device tensor was transferred or resized', {
        received: `${this.dtype}${formatShape(this.shape)} over ${this.#data.length} elements`,
        hint: 'Give the backend a copy of arrays that go elsewhere, to a worker for example.',
      });
    }
    return this.#data;
  }

  async read(): Promise<HostTensor<D>> {
    return { dtype: this.dtype, shape: this.shape, data: this.data };
  }

  async write(host: HostTensor<D>): Promise<void> {
    assertSameType(this, host);
    this.data.set(host.data as never);
  }

  [Symbol.dispose](): void {
    this.#data = undefined;
  }
}

/** @throws {ShapeError} when `host` is not of the tensor's dtype and shape */
export function assertSameType(tensor: { dtype: DType; shape: ConcreteShape }, host: HostTensor): void {
  if (
    host.dtype !== tensor.dtype ||
    !equalShapes(host.shape, tensor.shape) ||
    host.data.length !== sizeOf(tensor.shape)
  ) {
    throw new ShapeError('The numbers do not fit the device tensor', {
      expected: `${tensor.dtype}${formatShape(tensor.shape)}`,
      received: `${host.dtype}${formatShape(host.shape)} with ${host.data.length} elements`,
    });
  }
}

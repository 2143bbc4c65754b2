import {
  BackendError,
  bytesPerElement,
  type ConcreteShape,
  type DType,
  formatShape,
  type HostTensor,
  sizeOf,
  viewBytes,
} from '@fm/core';
import { assertSameType } from '../program/memory-tensor.ts';
import type { OwnedTensor } from '../program/runtime.ts';
import { bufferUsage, type GpuBuffer, type GpuDevice, mapRead } from './gpu.ts';

/** WebGPU copies whole words, and a binding may not be empty. */
const granularity = 16;

/** A device tensor in a GPU buffer. */
export class GpuTensor<D extends DType = DType> implements OwnedTensor {
  readonly dtype: D;
  readonly shape: ConcreteShape;
  readonly #device: GpuDevice;
  #buffer: GpuBuffer | undefined;

  /** A tensor of zeros. */
  constructor(device: GpuDevice, dtype: D, shape: ConcreteShape) {
    this.dtype = dtype;
    this.shape = [...shape];
    this.#device = device;
    const size = Math.max(granularity, Math.ceil(this.#bytes / granularity) * granularity);
    const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyDestination;
    this.#buffer = device.createBuffer({ size, usage });
  }

  get disposed(): boolean {
    return this.#buffer === undefined;
  }

  /** The memory. */
  get buffer(): GpuBuffer {
    if (this.#buffer === undefined) {
      throw new BackendError('The device tensor was disposed', {
        received: `${this.dtype}${formatShape(this.shape)}`,
      });
    }
    return this.#buffer;
  }

  async read(): Promise<HostTensor<D>> {
    const { size } = this.buffer;
    const staging = this.#device.createBuffer({
      size,
      usage: bufferUsage.mapRead | bufferUsage.copyDestination,
    });
    try {
      const encoder = this.#device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.buffer, 0, staging, 0, size);
      this.#device.queue.submit([encoder.finish()]);
      await staging.mapAsync(mapRead);
      const bytes = new Uint8Array(staging.getMappedRange().slice(0));
      return { dtype: this.dtype, shape: this.shape, data: viewBytes(this.dtype, bytes, sizeOf(this.shape)) };
    } finally {
      staging.destroy();
    }
  }

  async write(host: HostTensor<D>): Promise<void> {
    this.fill(host);
  }

  /** {@link write}, queued before this returns. */
  fill(host: HostTensor<D>): void {
    assertSameType(this, host);
    const { data } = host;
    const padded = new Uint8Array(this.buffer.size);
    padded.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#device.queue.writeBuffer(this.buffer, 0, padded);
  }

  /** Copies the numbers of a tensor of the same dtype and shape, on the device. */
  copyFrom(source: GpuTensor<D>): void {
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(source.buffer, 0, this.buffer, 0, this.buffer.size);
    this.#device.queue.submit([encoder.finish()]);
  }

  [Symbol.dispose](): void {
    this.#buffer?.destroy();
    this.#buffer = undefined;
  }

  get #bytes(): number {
    return sizeOf(this.shape) * bytesPerElement(this.dtype);
  }
}

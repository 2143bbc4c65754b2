import {
  BackendError,
  type ConcreteShape,
  createGraph,
  type DType,
  emitOnnx,
  type HostTensor,
  input,
} from '@fm/core';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Program, Runtime } from '../program/runtime.ts';
import { type TensorDType, tensorType } from '../program/tensor-type.ts';
import type { GpuDevice } from './gpu.ts';
import { GpuTensor } from './gpu-tensor.ts';
import type { OrtWebOptions } from './options.ts';
import { createWebSession, fatal, type OrtWeb, type Staged, WebSession } from './web-session.ts';

/** ONNX Runtime on WebGPU. Device tensors are GPU buffers; numbers cross to the host only in `read` and `write`. */
export class WebGpuRuntime implements Runtime<GpuTensor> {
  readonly name = 'ort-webgpu';
  /** The fused operators are CPU kernels, to which the runtime would copy. */
  readonly mode = 'portable';
  readonly #web: OrtWeb;
  readonly #options: OrtWebOptions;
  readonly #device: GpuDevice;
  /** ONNX Runtime closes its device with its last session, and our buffers with it: this one keeps it open. */
  readonly #anchor: InferenceSession;

  private constructor(web: OrtWeb, options: OrtWebOptions, device: GpuDevice, anchor: InferenceSession) {
    this.#web = web;
    this.#options = options;
    this.#device = device;
    this.#anchor = anchor;
  }

  /**
   * Waits for the device that ONNX Runtime opens.
   *
   * @throws {BackendError} when there is no WebGPU adapter
   */
  static async load(web: OrtWeb, options: OrtWebOptions): Promise<WebGpuRuntime> {
    // The runtime opens its device with the first session, and buffers have to belong to that device.
    const x = input('f32', [1]);
    const onnx = emitOnnx(createGraph(new Map([['x', x]]), new Map([['y', x]])));
    const nothing = { name: 'start of WebGPU', onnx, inputs: new Map(), outputs: new Map() };
    const anchor = await createWebSession(web, nothing, {
      executionProviders: ['webgpu'],
      logSeverityLevel: fatal,
    });
    const device = (await web.env.webgpu.device) as unknown as GpuDevice | undefined;
    if (device === undefined) {
      await anchor.release();
      throw new BackendError('ONNX Runtime opened no WebGPU device');
    }
    return new WebGpuRuntime(web, options, device, anchor);
  }

  async createSession(program: Program): Promise<WebSession<GpuTensor>> {
    const session = await createWebSession(this.#web, program, {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: this.#options.graphOptimizationLevel ?? 'all',
      logSeverityLevel: fatal,
      preferredOutputLocation: 'gpu-buffer',
    });
    return new WebSession<GpuTensor>({
      program,
      session,
      wrap: (tensor) => this.#wrap(tensor),
      results: { stage: (output) => this.#stage(output) },
    });
  }

  upload(host: HostTensor): GpuTensor {
    const tensor = this.empty(host.dtype, host.shape);
    tensor.fill(host);
    return tensor;
  }

  empty(dtype: DType, shape: ConcreteShape): GpuTensor {
    return new GpuTensor(this.#device, dtype, shape);
  }

  owns(tensor: unknown): tensor is GpuTensor {
    return tensor instanceof GpuTensor;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#anchor.release();
  }

  /** WebGPU does not let one dispatch read and write the same buffer through two bindings. */
  #stage(output: GpuTensor): Staged<GpuTensor> {
    const tensor = this.empty(output.dtype, output.shape);
    return {
      tensor,
      commit: () => output.copyFrom(tensor),
      [Symbol.dispose]: () => tensor[Symbol.dispose](),
    };
  }

  #wrap({ dtype, shape, buffer }: GpuTensor): Tensor {
    return this.#web.Tensor.fromGpuBuffer(buffer as never, {
      dataType: tensorType[dtype as TensorDType] as 'float32',
      dims: shape,
    });
  }
}

import type { ConcreteShape, DType, HostTensor } from '@fm/core';
import type { Tensor } from 'onnxruntime-web';
import { MemoryTensor } from '../program/memory-tensor.ts';
import type { Program, Runtime } from '../program/runtime.ts';
import { hostArray, type TensorDType, tensorType } from '../program/tensor-type.ts';
import type { OrtWebOptions } from './options.ts';
import { createWebSession, fatal, type OrtWeb, WebSession } from './web-session.ts';

/** ONNX Runtime compiled to WebAssembly. Tensors are copied into its memory and back at each run. */
export class WasmRuntime implements Runtime<MemoryTensor> {
  readonly name = 'ort-wasm';
  readonly mode = 'fused';
  readonly #web: OrtWeb;
  readonly #options: OrtWebOptions;

  constructor(web: OrtWeb, options: OrtWebOptions) {
    this.#web = web;
    this.#options = options;
  }

  async createSession(program: Program): Promise<WebSession<MemoryTensor>> {
    const session = await createWebSession(this.#web, program, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: this.#options.graphOptimizationLevel ?? 'all',
      logSeverityLevel: fatal,
    });
    return new WebSession<MemoryTensor>({
      program,
      session,
      wrap: (tensor) => this.#wrap(tensor),
      results: { store: ({ type, data }, output) => output.data.set(hostArray(type, data) as never) },
    });
  }

  upload(host: HostTensor): MemoryTensor {
    return new MemoryTensor(host);
  }

  empty(dtype: DType, shape: ConcreteShape): MemoryTensor {
    return MemoryTensor.zeros(dtype, shape);
  }

  owns(tensor: unknown): tensor is MemoryTensor {
    return tensor instanceof MemoryTensor;
  }

  /** The WebAssembly instance belongs to the page; sessions are released with their executables. */
  async [Symbol.asyncDispose](): Promise<void> {}

  #wrap({ dtype, shape, data }: MemoryTensor): Tensor {
    return new this.#web.Tensor(tensorType[dtype as TensorDType] as 'float32', data as Float32Array, shape);
  }
}

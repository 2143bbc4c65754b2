import { type ConcreteShape, type DType, type HostTensor, UnsupportedError } from '@fm/core';
import { MemoryTensor } from '../../program/memory-tensor.ts';
import type { Program, Runtime } from '../../program/runtime.ts';
import type { SessionSettings } from '../session-settings.ts';
import { asBackendError, PlainSession } from './plain-session.ts';
import { PlainWorkerClient } from './plain-worker-client.ts';

let profiles = 0;

/** ONNX Runtime through onnxruntime-node's own binding, whose runs block: they happen in a worker thread. */
export class PlainRuntime implements Runtime<MemoryTensor> {
  readonly name = 'ort-plain';
  readonly mode: 'portable' | 'fused';
  readonly #settings: SessionSettings;
  readonly #worker: PlainWorkerClient;

  private constructor(settings: SessionSettings, worker: PlainWorkerClient) {
    this.#settings = settings;
    this.#worker = worker;
    this.mode = settings.providers.length === 0 ? 'fused' : 'portable';
  }

  /**
   * Starts the worker.
   *
   * @throws {BackendError} when onnxruntime-node cannot be loaded there
   * @throws {UnsupportedError} when a provider is not part of this build
   */
  static async load(settings: SessionSettings): Promise<PlainRuntime> {
    const worker = new PlainWorkerClient();
    try {
      const available = await worker.ask({ kind: 'providers' });
      const missing = settings.providers.find(({ name }) => !available.includes(name));
      if (missing !== undefined) {
        throw new UnsupportedError(`The execution provider "${missing.name}" cannot be used here`, {
          expected: `one of ${available.join(', ')}`,
        });
      }
      return new PlainRuntime(settings, worker);
    } catch (error) {
      await worker[Symbol.asyncDispose]();
      throw error;
    }
  }

  async createSession({ name, onnx, inputs, outputs, isProbe = false }: Program): Promise<PlainSession> {
    for (const [tensor, { dtype }] of [...inputs, ...outputs]) {
      if (dtype === 'bf16') {
        throw new UnsupportedError(`${name}: onnxruntime-node's own binding has no bf16 tensors`, {
          received: tensor,
          hint: 'Use the "koffi" binding, or cast inside the program.',
        });
      }
    }
    if (onnx.external !== undefined) {
      throw new UnsupportedError(`${name}: onnxruntime-node's own binding takes no data beside the model`, {
        expected: 'constants of less than 2 GB in all',
        hint: 'Use the "koffi" binding, or make inputs of the constants.',
      });
    }
    const prefix = isProbe ? undefined : this.#settings.profile;
    const profile = prefix === undefined ? undefined : `${prefix}-${name}-${process.pid}-${++profiles}`;
    const worker = this.#worker;
    try {
      // Structured cloning copies whole buffers, so only the model's own bytes are sent.
      const model = onnx.model.slice();
      const request = { kind: 'create', model, settings: { ...this.#settings, profile } } as const;
      const session = await worker.ask(request, [model.buffer as ArrayBuffer]);
      return new PlainSession({
        worker,
        session,
        name,
        inputs: [...inputs.keys()],
        outputs: [...outputs.keys()],
        profile,
      });
    } catch (error) {
      throw asBackendError(error, `${name}: ONNX Runtime does not accept the program`);
    }
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker[Symbol.asyncDispose]();
  }
}

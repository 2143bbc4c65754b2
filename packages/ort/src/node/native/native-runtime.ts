import type { ConcreteShape, DType, HostTensor } from '@fm/core';
import { MemoryTensor } from '../../program/memory-tensor.ts';
import type { Program, Runtime } from '../../program/runtime.ts';
import { logSeverities, type SessionSettings } from '../session-settings.ts';
import { BindingCache } from './binding-cache.ts';
import { asBackendError, NativeSession } from './native-session.ts';
import { loadOrtApi, type OrtApi } from './ort-api.ts';
import type { Handle } from './ort-functions.ts';
import { createSessionOptions } from './session-options.ts';

/** ONNX Runtime through its C API: tensors are the host's own memory, runs leave the event loop free. */
export class NativeRuntime implements Runtime<MemoryTensor> {
  readonly name = 'ort-native';
  readonly mode: 'portable' | 'fused';
  readonly #api: OrtApi;
  readonly #settings: SessionSettings;
  readonly #environment: Handle;
  readonly #memory: Handle;

  private constructor(api: OrtApi, settings: SessionSettings) {
    this.#api = api;
    this.#settings = settings;
    // The fused operators are CPU kernels; another provider would hand them back, with copies.
    this.mode = settings.providers.length === 0 ? 'fused' : 'portable';
    this.#environment = api.create('CreateEnv', logSeverities.indexOf(settings.logSeverity), 'fm');
    this.#memory = api.create('CreateCpuMemoryInfo', deviceAllocator, defaultMemory);
  }

  /**
   * Loads the shared library.
   *
   * @throws {UnsupportedError} when a provider is not part of this build or does not start
   */
  static async load(settings: SessionSettings): Promise<NativeRuntime> {
    const runtime = new NativeRuntime(await loadOrtApi(), settings);
    try {
      // Reports a missing provider now rather than at the first program.
      runtime.#api.release(
        'ReleaseSessionOptions',
        createSessionOptions(runtime.#api, { ...settings, profile: undefined }),
      );
    } catch (error) {
      await runtime[Symbol.asyncDispose]();
      throw error;
    }
    return runtime;
  }

  async createSession({ name, onnx, inputs, outputs, isProbe = false }: Program): Promise<NativeSession> {
    const { providers } = this.#settings;
    const profile = isProbe ? undefined : this.#settings.profile;
    const options = createSessionOptions(this.#api, {
      ...this.#settings,
      profile: profile === undefined ? undefined : `${profile}-${name}`,
    });
    try {
      const { model, external } = onnx;
      const files = external === undefined ? [] : [concatenate(external.chunks)];
      if (external !== undefined) {
        const lengths = BigUint64Array.from(files, ({ length }) => BigInt(length));
        this.#api.call(
          'AddExternalInitializersFromFilesInMemory',
          options,
          [external.location],
          files,
          lengths,
          1,
        );
      }
      const place: [unknown] = [null];
      await this.#api.callAsync(
        'CreateSessionFromArray',
        this.#environment,
        model,
        model.byteLength,
        options,
        place,
      );
      // Native code read them until here: not a reference less, or they might be collected before.
      files.length = 0;
      const session = place[0] as Handle;
      const bindings = new BindingCache(this.#api, {
        session,
        memory: this.#memory,
        inputs: [...inputs.keys()],
        outputs: [...outputs.keys()],
        copiesInputs: providers.length > 0,
      });
      return new NativeSession({ api: this.#api, session, bindings, name, profiled: profile !== undefined });
    } catch (error) {
      throw asBackendError(error, `${name}: ONNX Runtime does not accept the program`);
    } finally {
      this.#api.release('ReleaseSessionOptions', options);
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
    this.#api.release('ReleaseMemoryInfo', this.#memory);
    this.#api.release('ReleaseEnv', this.#environment);
  }
}

/** `OrtDeviceAllocator` and `OrtMemTypeDefault` of the C API. */
const deviceAllocator = 0;
const defaultMemory = 0;

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

import { ArgumentError, BackendError } from '@fm/core';
import type { MemoryTensor } from '../../program/memory-tensor.ts';
import type { Session } from '../../program/runtime.ts';
import type { BindingCache } from './binding-cache.ts';
import { type OrtApi, OrtFailure } from './ort-api.ts';
import type { Handle } from './ort-functions.ts';

/** What a session is made of; it owns `session` and releases it. */
export interface NativeSessionParts {
  readonly api: OrtApi;
  readonly session: Handle;
  readonly bindings: BindingCache;
  /** Name of the program, for messages. */
  readonly name: string;
  readonly profiled: boolean;
}

/** An `OrtSession` that runs on a thread of Node's pool. */
export class NativeSession implements Session<MemoryTensor> {
  readonly #parts: NativeSessionParts;
  #profile: string | undefined;

  constructor(parts: NativeSessionParts) {
    this.#parts = parts;
  }

  async run(
    inputs: readonly MemoryTensor[],
    outputs: readonly MemoryTensor[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { api, session, name } = this.#parts;
    // Native code reads and writes this memory, so it must not be collected, even if a tensor is disposed meanwhile.
    const memory = [...inputs, ...outputs].map(({ data }) => data);
    const runOptions = signal === undefined ? null : api.create('CreateRunOptions');
    const stop = (): void => api.call('RunOptionsSetTerminate', runOptions);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await api.callAsync('RunWithBinding', session, runOptions, this.#parts.bindings.bind(inputs, outputs));
      signal?.throwIfAborted();
    } catch (error) {
      signal?.throwIfAborted();
      throw asBackendError(error, `${name}: the run failed`);
    } finally {
      signal?.removeEventListener('abort', stop);
      if (runOptions !== null) api.release('ReleaseRunOptions', runOptions);
      memory.length = 0;
    }
  }

  async endProfile(): Promise<string> {
    const { api, session, name, profiled } = this.#parts;
    if (!profiled) {
      throw new ArgumentError(`${name}: profiling is off`, {
        hint: 'Give the backend a path as its "profile" option.',
      });
    }
    if (this.#profile === undefined) {
      const allocator = api.create('GetAllocatorWithDefaultOptions');
      const path = api.create('SessionEndProfiling', session, allocator);
      this.#profile = api.string(path);
      api.call('AllocatorFree', allocator, path);
    }
    return this.#profile;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.bindings[Symbol.dispose]();
    this.#parts.api.release('ReleaseSession', this.#parts.session);
  }
}

/** The runtime's own message inside a BackendError; any other error as it is. */
export function asBackendError(error: unknown, summary: string): unknown {
  return error instanceof OrtFailure
    ? new BackendError(summary, { received: error.message, cause: error })
    : error;
}

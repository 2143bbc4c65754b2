import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ArgumentError, BackendError } from '@fm/core';
import type { MemoryTensor } from '../../program/memory-tensor.ts';
import type { Session } from '../../program/runtime.ts';
import { PlainFailure, type PlainWorkerClient } from './plain-worker-client.ts';

/** What a session in the worker is known by. */
export interface PlainSessionParts {
  readonly worker: PlainWorkerClient;
  readonly session: number;
  /** Name of the program, for messages. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Path prefix of the profile, unique to this session. */
  readonly profile: string | undefined;
}

/** A session of onnxruntime-node in the worker; tensors are copied there and back. */
export class PlainSession implements Session<MemoryTensor> {
  readonly #parts: PlainSessionParts;

  constructor(parts: PlainSessionParts) {
    this.#parts = parts;
  }

  async run(
    inputs: readonly MemoryTensor[],
    outputs: readonly MemoryTensor[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { worker, session, name, outputs: names } = this.#parts;
    // The copy is what is transferred: the binding refuses shared memory, and a view would drag its whole buffer along.
    const copies = inputs.map(({ dtype, shape, data }) => ({ dtype, shape, data: data.slice() }));
    const feeds = Object.fromEntries(copies.map((tensor, i) => [this.#parts.inputs[i] as string, tensor]));
    const buffers = copies.map(({ data }) => data.buffer as ArrayBuffer);
    try {
      const run = worker.ask({ kind: 'run', session, inputs: feeds, outputs: names }, buffers);
      const results = await untilAborted(run, signal);
      for (const [i, result] of results.entries()) outputs[i]?.data.set(result as never);
    } catch (error) {
      signal?.throwIfAborted();
      throw asBackendError(error, `${name}: the run failed`);
    }
  }

  async endProfile(): Promise<string> {
    const { worker, session, name, profile } = this.#parts;
    if (profile === undefined) {
      throw new ArgumentError(`${name}: profiling is off`, {
        hint: 'Give the backend a path as its "profile" option.',
      });
    }
    // The binding does not say which file it wrote, but the prefix is this session's alone.
    const find = async () =>
      (await readdir(dirname(profile))).find((file) => file.startsWith(basename(profile)));
    await worker.ask({ kind: 'endProfile', session });
    return join(dirname(profile), (await find()) ?? basename(profile));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.worker.ask({ kind: 'release', session: this.#parts.session });
  }
}

/** The runtime's own message inside a BackendError; any other error as it is. */
export function asBackendError(error: unknown, summary: string): unknown {
  return error instanceof PlainFailure
    ? new BackendError(summary, { received: error.message, cause: error })
    : error;
}

/** A run in the worker cannot be stopped, but nothing needs to wait for it: it works on copies. */
async function untilAborted<T>(run: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return run;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    run.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

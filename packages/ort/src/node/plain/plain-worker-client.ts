import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BackendError } from '@fm/core';
import type { WorkerAnswers, WorkerMessage, WorkerReply, WorkerRequest } from './worker-protocol.ts';

interface Pending {
  resolve(value: never): void;
  reject(error: unknown): void;
}

/** The runtime refused a request; its message is ONNX Runtime's own. Callers turn it into a BackendError with context. */
export class PlainFailure extends Error {
  override readonly name = 'PlainFailure';
}

/** Asks the worker that holds onnxruntime-node's sessions. It keeps the process alive only while a request is open. */
export class PlainWorkerClient implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;
  #ended: BackendError | undefined;

  constructor() {
    // The worker's file lies beside this one, in the sources (.ts) as in the published package (.js).
    const file = new URL(`./plain-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    this.#worker = new Worker(file, { execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply));
    this.#worker.on('error', (cause) =>
      this.#end(new BackendError('The ONNX Runtime worker failed', { received: String(cause), cause })),
    );
    this.#worker.on('exit', () => this.#end(new BackendError('The ONNX Runtime worker has ended')));
  }

  /**
   * Sends a request; `transfer` is handed over and no longer usable here.
   *
   * @throws {PlainFailure} when the runtime refuses it
   * @throws {BackendError} when the worker has ended
   */
  ask<R extends WorkerRequest>(
    request: R,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<WorkerAnswers[R['kind']]> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) throw this.#ended;
      const message: WorkerMessage = { id: ++this.#asked, request };
      this.#pending.set(message.id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(message, transfer);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if ('error' in reply) pending?.reject(new PlainFailure(reply.error));
    else pending?.resolve(reply.value as never);
  }

  #end(reason: BackendError): void {
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

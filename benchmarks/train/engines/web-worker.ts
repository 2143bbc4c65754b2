import { Worker as NodeWorker } from 'node:worker_threads';

/** Where a worker's program comes from: the URLs of blobs that a library made. */
const blobTexts = new Map<string, Promise<string>>();

/** The part of the browser's `Worker` that wasm thread pools use, on `node:worker_threads`. */
class WebWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly #started: Promise<NodeWorker>;

  constructor(url: string | URL) {
    const text = blobTexts.get(String(url));
    if (!text) throw new Error(`No blob was created for ${String(url)}`);
    this.#started = text.then((source) => this.#start(source));
  }

  #start(source: string): NodeWorker {
    const prelude = `
      const { parentPort } = require('node:worker_threads')
      globalThis.self = globalThis
      globalThis.postMessage = (message) => parentPort.postMessage(message)
      parentPort.on('message', (data) => globalThis.onmessage?.({ data }))
    `;
    const worker = new NodeWorker(`${prelude}\n${source}`, { eval: true });
    worker.unref();
    worker.on('message', (data: unknown) => this.onmessage?.({ data }));
    worker.on('error', (error) => this.onerror?.({ message: String(error) }));
    return worker;
  }

  postMessage(message: unknown): void {
    // A worker has no origin to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    void this.#started.then((worker) => worker.postMessage(message));
  }
}

/**
 * Gives Node the browser's global `Worker`, so that a wasm library written for browsers can use its
 * threads. Call it before the library is imported.
 */
export function installWebWorker(): void {
  const createObjectURL = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const url = createObjectURL(blob);
    blobTexts.set(url, blob.text());
    return url;
  };
  Object.assign(globalThis, { Worker: WebWorker });
}

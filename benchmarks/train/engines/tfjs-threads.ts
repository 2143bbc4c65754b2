import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transferable, Worker, WorkerOptions } from 'node:worker_threads';

const require = createRequire(import.meta.url);

/**
 * Lets tfjs' threaded wasm build run in Node, where tfjs itself switches it off.
 *
 * tfjs hands its worker program and its main script over as blob URLs, which Node's workers cannot
 * load; this puts both into files and rewrites the two places that name them. It also caps its pool
 * at half of the processors, so they are counted such that `threads` remain. Call it before
 * tfjs-backend-wasm is imported, then set the flag `WASM_HAS_MULTITHREAD_SUPPORT`.
 */
export function installTfjsThreads(threads: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-threads-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const workerFile = join(folder, 'worker.cjs');
  const packageFolder = join(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'), '..');
  const { wasmWorkerContents } = require(
    join(packageFolder, 'wasm-out/tfjs-backend-wasm-threaded-simd.worker.js'),
  ) as {
    wasmWorkerContents: string;
  };
  writeFileSync(workerFile, wasmWorkerContents.replaceAll('\n', '\\n')); // tfjs escapes the same way
  const mainScript = join(packageFolder, 'wasm-out/tfjs-backend-wasm-threaded-simd.js');

  const workerThreads = require('node:worker_threads') as {
    Worker: typeof Worker;
  };
  workerThreads.Worker = class extends workerThreads.Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(String(url).startsWith('blob:') ? workerFile : url, options);
      this.unref();
    }

    override postMessage(message: unknown, transfer?: readonly Transferable[]): void {
      const loads = typeof message === 'object' && message !== null && 'urlOrBlob' in message;
      super.postMessage(loads ? { ...message, urlOrBlob: mainScript } : message, transfer);
    }
  };

  const os = require('node:os') as { cpus: typeof cpus };
  const processor = cpus().slice(0, 1);
  os.cpus = () => Array.from({ length: 2 * threads }, () => processor).flat();
}

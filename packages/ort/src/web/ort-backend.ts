import { BackendError } from '@fm/core';
import { type OrtBackend, RuntimeBackend } from '../program/runtime-backend.ts';
import type { OrtWebOptions } from './options.ts';
import { WasmRuntime } from './wasm-runtime.ts';
import { WebGpuRuntime } from './webgpu-runtime.ts';
import type { OrtWeb } from './web-session.ts';

/**
 * ONNX Runtime in a browser, as WebAssembly or on WebGPU. The WebAssembly also runs in Node, slower than native code.
 *
 * @throws {BackendError} when the runtime or its provider does not start
 * @example
 * ```ts
 * import { compile, hostTensor, type Tensor, tanh } from '@fm/core';
 * import { ortBackend } from '@fm/ort/web';
 *
 * await using backend = await ortBackend({ threads: 1 });
 * await using squash = compile(({ x }: { x: Tensor }) => ({ y: tanh(x) }), { backend });
 * const { y } = await squash({ x: hostTensor('f32', [-1, 0, 1]) });
 * (await y.read()).data; // => Float32Array [-0.7616, 0, 0.7616]
 * ```
 */
export async function ortBackend(options: OrtWebOptions = {}): Promise<OrtBackend> {
  const gpu = options.provider === 'webgpu';
  // Not the default bundle for WebGPU: its older implementation is several times slower.
  const web: OrtWeb = await (gpu ? import('onnxruntime-web/webgpu') : import('onnxruntime-web')).catch(
    (cause: unknown) => {
      throw new BackendError('onnxruntime-web could not be loaded', { received: String(cause), cause });
    },
  );
  if (options.threads !== undefined) web.env.wasm.numThreads = options.threads;
  if (options.wasmPaths !== undefined) web.env.wasm.wasmPaths = options.wasmPaths;
  if (options.proxy !== undefined) web.env.wasm.proxy = options.proxy;
  return gpu
    ? new RuntimeBackend(await WebGpuRuntime.load(web, options))
    : new RuntimeBackend(new WasmRuntime(web, options));
}

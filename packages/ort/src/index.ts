import type { OrtOptions } from './program/ort-options.ts';
import type { OrtBackend } from './program/runtime-backend.ts';
import { ortBackend as webBackend } from './web/ort-backend.ts';

export type { OrtExecutable } from './program/ort-executable.ts';
export type { OrtOptions } from './program/ort-options.ts';
export type { OrtBackend } from './program/runtime-backend.ts';

/**
 * ONNX Runtime wherever this runs: native code in Node, WebAssembly or WebGPU in a browser. Which of the two is
 * decided by the export conditions of the package, so that neither ships the other.
 *
 * @throws {BackendError} when the runtime or its provider does not start
 */
export function ortBackend({ provider = 'cpu', threads }: OrtOptions = {}): Promise<OrtBackend> {
  return webBackend({
    provider: provider === 'cpu' ? 'wasm' : provider,
    ...(threads !== undefined && { threads }),
  });
}

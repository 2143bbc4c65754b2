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
 * @example
 * ```ts
 * import { compile, hostTensor, matmul, type Tensor } from '@fm/core';
 * import { ortBackend } from '@fm/ort';
 *
 * await using backend = await ortBackend({ threads: 1 });
 * await using gram = compile(({ x }: { x: Tensor }) => ({ y: matmul(x, x, { transposeB: true }) }), { backend });
 * const { y } = await gram({ x: hostTensor('f32', [1, 2, 3, 4], [2, 2]) });
 * (await y.read()).data; // => Float32Array [5, 11, 11, 25]
 * ```
 */
export function ortBackend({ provider = 'cpu', threads }: OrtOptions = {}): Promise<OrtBackend> {
  return webBackend({
    provider: provider === 'cpu' ? 'wasm' : provider,
    ...(threads !== undefined && { threads }),
  });
}

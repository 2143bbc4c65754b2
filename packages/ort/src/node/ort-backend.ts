import { BackendError, FmError } from '@fm/core';
import type { MemoryTensor } from '../program/memory-tensor.ts';
import type { Runtime } from '../program/runtime.ts';
import { type OrtBackend, RuntimeBackend } from '../program/runtime-backend.ts';
import { NativeRuntime } from './native/native-runtime.ts';
import { fillSettings } from './fill-settings.ts';
import type { OrtNodeOptions } from './options.ts';
import type { SessionSettings } from './session-settings.ts';
import { PlainRuntime } from './plain/plain-runtime.ts';

type Binding = 'koffi' | 'plain';

const runtimes: Readonly<Record<Binding, (settings: SessionSettings) => Promise<Runtime<MemoryTensor>>>> = {
  koffi: (settings) => NativeRuntime.load(settings),
  plain: (settings) => PlainRuntime.load(settings),
};

/**
 * ONNX Runtime in Node. Runs leave the event loop free; device tensors are the host's own memory, so
 * `backend.tensor(host)` and `tensor.read()` copy nothing.
 *
 * @throws {BackendError} when neither binding can be loaded
 * @throws {UnsupportedError} when a provider is not part of the installed build or does not start
 * @throws {ArgumentError} when an option is out of its range
 * @example
 * ```ts
 * import { ortBackend } from '@fm/ort/node';
 *
 * await using backend = await ortBackend({ intraOpThreads: 2 });
 * backend.name; // => 'ort-native'
 * ```
 */
export async function ortBackend(options: OrtNodeOptions = {}): Promise<OrtBackend> {
  const settings = fillSettings(options);
  const { binding = 'auto' } = options;
  const candidates: readonly Binding[] = binding === 'auto' ? ['koffi', 'plain'] : [binding];
  const failures: string[] = [];
  for (const candidate of candidates) {
    try {
      return new RuntimeBackend(await runtimes[candidate](settings));
    } catch (error) {
      // What the caller asked for is not there: another way to reach the same library has no more of it.
      if (FmError.is(error) && error.code === 'FM_UNSUPPORTED' && settings.providers.length > 0) throw error;
      failures.push(`${candidate}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new BackendError('ONNX Runtime could not be loaded', {
    received: failures.join('\n    '),
    hint: 'Install "onnxruntime-node" and "koffi" for this platform (both are dependencies of @fm/ort) with optional dependencies enabled.',
  });
}

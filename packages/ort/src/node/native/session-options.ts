import { UnsupportedError } from '@fm/core';
import type { GraphOptimizationLevel, Provider } from '../options.ts';
import { logSeverities, type SessionSettings } from '../session-settings.ts';
import { type OrtApi, OrtFailure } from './ort-api.ts';
import type { Handle } from './ort-functions.ts';

const levels: Readonly<Record<GraphOptimizationLevel, number>> = {
  disabled: 0,
  basic: 1,
  extended: 2,
  all: 99,
};

/** The providers that are appended by name, and the names the C API knows them under. */
const appendNames = { webgpu: 'WebGPU', coreml: 'CoreML', dml: 'DML' } as const;

/**
 * A new `OrtSessionOptions`, which the caller releases.
 *
 * @throws {UnsupportedError} when a provider is not part of this build or does not start
 */
export function createSessionOptions(api: OrtApi, settings: SessionSettings): Handle {
  const options = api.create('CreateSessionOptions');
  try {
    api.call('SetIntraOpNumThreads', options, settings.intraOpThreads);
    api.call('SetInterOpNumThreads', options, settings.interOpThreads);
    api.call('SetSessionExecutionMode', options, settings.executionMode === 'parallel' ? 1 : 0);
    api.call('SetSessionGraphOptimizationLevel', options, levels[settings.graphOptimizationLevel]);
    api.call('SetSessionLogSeverityLevel', options, logSeverities.indexOf(settings.logSeverity));
    if (!settings.memoryArena) api.call('DisableCpuMemArena', options);
    if (!settings.memoryPattern) api.call('DisableMemPattern', options);
    for (const [key, value] of configEntries(settings))
      api.call('AddSessionConfigEntry', options, key, value);
    if (settings.profile !== undefined) api.call('EnableProfiling', options, settings.profile);
    for (const provider of settings.providers) appendProvider(api, options, provider);
    return options;
  } catch (error) {
    api.release('ReleaseSessionOptions', options);
    throw error;
  }
}

/** The execution providers this build of ONNX Runtime has, by its own names: `CPUExecutionProvider`, … */
export function availableProviders(api: OrtApi): readonly string[] {
  const names: [unknown] = [null];
  const count: [unknown] = [0];
  api.call('GetAvailableProviders', names, count);
  try {
    return api.strings(names[0] as Handle, count[0] as number);
  } finally {
    api.call('ReleaseAvailableProviders', names[0] as Handle, count[0] as number);
  }
}

function configEntries(settings: SessionSettings): readonly (readonly [string, string])[] {
  const spinning = settings.spinning ? '1' : '0';
  return [
    ['session.intra_op.allow_spinning', spinning],
    ['session.inter_op.allow_spinning', spinning],
    // A session that goes on spinning after its run takes the processor from the next session.
    ['session.force_spinning_stop', '1'],
    ['session.disable_prepacking', settings.prepacking ? '0' : '1'],
  ];
}

function appendProvider(api: OrtApi, session: Handle, { name, options }: Required<Provider>): void {
  const keys = Object.keys(options);
  const values = Object.values(options);
  try {
    if (name === 'cuda') appendCuda(api, session, keys, values);
    else if (name !== 'cpu') {
      api.call(
        'SessionOptionsAppendExecutionProvider',
        session,
        appendNames[name],
        keys,
        values,
        keys.length,
      );
    }
  } catch (error) {
    if (!(error instanceof OrtFailure)) throw error;
    throw new UnsupportedError(`The execution provider "${name}" cannot be used here`, {
      expected: `one of ${availableProviders(api).join(', ')}, with its libraries and a device`,
      received: error.message,
      cause: error,
    });
  }
}

function appendCuda(api: OrtApi, session: Handle, keys: readonly string[], values: readonly string[]): void {
  const cuda = api.create('CreateCUDAProviderOptions');
  try {
    api.call('UpdateCUDAProviderOptions', cuda, keys, values, keys.length);
    api.call('SessionOptionsAppendExecutionProvider_CUDA_V2', session, cuda);
  } finally {
    api.release('ReleaseCUDAProviderOptions', cuda);
  }
}

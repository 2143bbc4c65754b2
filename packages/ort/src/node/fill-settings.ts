import { availableParallelism } from 'node:os';
import { ArgumentError } from '@fm/core';
import type { OrtNodeOptions, Provider, ProviderName } from './options.ts';
import type { SessionSettings } from './session-settings.ts';

/**
 * Fills in defaults.
 *
 * @throws {ArgumentError} when a number of threads is not a positive integer
 */
export function fillSettings(options: OrtNodeOptions): SessionSettings {
  const { intraOpThreads = availableParallelism(), interOpThreads = 1 } = options;
  for (const [option, value] of Object.entries({ intraOpThreads, interOpThreads })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`${option} is out of range`, {
        expected: 'a positive integer',
        received: `${value}`,
      });
    }
  }
  return {
    intraOpThreads,
    interOpThreads,
    providers: (options.providers ?? []).map(withOptions).filter(({ name }) => name !== 'cpu'),
    executionMode: options.executionMode ?? 'sequential',
    graphOptimizationLevel: options.graphOptimizationLevel ?? 'all',
    memoryArena: options.memoryArena ?? true,
    memoryPattern: options.memoryPattern ?? false,
    prepacking: options.prepacking ?? true,
    spinning: options.spinning ?? true,
    profile: options.profile,
    logSeverity: options.logSeverity ?? 'fatal',
  };
}

function withOptions(provider: ProviderName | Provider): Required<Provider> {
  return typeof provider === 'string'
    ? { name: provider, options: {} }
    : { name: provider.name, options: provider.options ?? {} };
}

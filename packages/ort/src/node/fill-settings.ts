import { availableParallelism } from 'node:os';
import { ArgumentError } from '@fm/core';
import type { OrtNodeOptions, Provider, ProviderName } from './options.ts';
import type { SessionSettings } from './session-settings.ts';

/**
 * Fills in defaults.
 *
 * @throws {ArgumentError} when a number of threads is not a positive integer, or a choice is none of those offered
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
  const { executionMode = 'sequential', graphOptimizationLevel = 'all' } = options;
  requireChoice('executionMode', executionMode, ['sequential', 'parallel']);
  requireChoice('graphOptimizationLevel', graphOptimizationLevel, ['disabled', 'basic', 'extended', 'all']);
  return {
    intraOpThreads,
    interOpThreads,
    providers: (options.providers ?? []).map(withOptions).filter(({ name }) => name !== 'cpu'),
    executionMode,
    graphOptimizationLevel,
    memoryArena: options.memoryArena ?? true,
    memoryPattern: options.memoryPattern ?? false,
    prepacking: options.prepacking ?? true,
    spinning: options.spinning ?? true,
    profile: options.profile,
    logSeverity: options.logSeverity ?? 'fatal',
  };
}

function requireChoice<T extends string>(option: string, value: T, choices: readonly T[]): void {
  if (choices.includes(value)) return;
  throw new ArgumentError(`${option} is unknown`, { expected: choices.join(', '), received: value });
}

function withOptions(provider: ProviderName | Provider): Required<Provider> {
  return typeof provider === 'string'
    ? { name: provider, options: {} }
    : { name: provider.name, options: provider.options ?? {} };
}

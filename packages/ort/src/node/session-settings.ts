import type { LogSeverity, OrtNodeOptions, Provider } from './options.ts';

/** ONNX Runtime's number for each log severity is its place in this list. */
export const logSeverities: readonly LogSeverity[] = ['verbose', 'info', 'warning', 'error', 'fatal'];

/** Options with every default filled in, as plain data. */
export type SessionSettings = Omit<Required<OrtNodeOptions>, 'binding' | 'profile' | 'providers'> & {
  readonly providers: readonly Required<Provider>[];
  readonly profile: string | undefined;
};

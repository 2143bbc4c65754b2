export { ortBackend } from './node/ort-backend.ts';
export type {
  GraphOptimizationLevel,
  LogSeverity,
  OrtNodeOptions,
  Provider,
  ProviderName,
} from './node/options.ts';
export { type OperatorTime, parseProfile } from './node/profile.ts';
export type { OrtExecutable } from './program/ort-executable.ts';
export type { OrtBackend } from './program/runtime-backend.ts';

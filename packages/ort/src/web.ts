export type { OrtExecutable } from './program/ort-executable.ts';
export type { OrtBackend } from './program/runtime-backend.ts';
export type { OrtWebOptions } from './web/options.ts';
export { ortBackend } from './web/ort-backend.ts';

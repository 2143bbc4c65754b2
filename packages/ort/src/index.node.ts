import { ortBackend as nodeBackend } from './node/ort-backend.ts';
import type { OrtOptions } from './program/ort-options.ts';
import type { OrtBackend } from './program/runtime-backend.ts';

export type { OrtExecutable } from './program/ort-executable.ts';
export type { OrtOptions } from './program/ort-options.ts';
export type { OrtBackend } from './program/runtime-backend.ts';

/** What `index.ts` says, in Node. */
export function ortBackend({ provider = 'cpu', threads }: OrtOptions = {}): Promise<OrtBackend> {
  return nodeBackend({ providers: [provider], ...(threads !== undefined && { intraOpThreads: threads }) });
}

import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * The runtime could not be loaded or a run failed inside it. Check the installation or choose another backend.
 *
 * @example
 * ```ts
 * import { BackendError, compile, hostTensor, negate, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: negate(x) }), { backend: referenceBackend() });
 * await run[Symbol.asyncDispose]();
 * const error = await run({ x: hostTensor('f32', [1]) }).catch((reason: unknown) => reason);
 * error instanceof BackendError && error.code; // => 'FM_BACKEND'
 * ```
 */
export class BackendError extends FmError {
  declare readonly code: 'FM_BACKEND';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_BACKEND', summary, details);
  }
}

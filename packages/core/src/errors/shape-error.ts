import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * Shapes or dtypes do not fit together; thrown while tracing, before anything runs. Fix the operands.
 *
 * @example
 * ```ts
 * import { input, matmul, ShapeError } from '@fm/core';
 *
 * try {
 *   matmul(input('f32', [2, 4]), input('f32', [3, 5]));
 * } catch (error) {
 *   error instanceof ShapeError && error.received; // => '[…, 2, 4] × […, 3, 5] (operands f32[2, 4] and f32[3, 5])'
 * }
 * ```
 */
export class ShapeError extends FmError {
  declare readonly code: 'FM_SHAPE';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_SHAPE', summary, details);
  }
}

import { FmError, type FmErrorDetails } from './fm-error.ts';

/** Shapes or dtypes do not fit together; thrown while tracing, before anything runs. Fix the operands. */
export class ShapeError extends FmError {
  declare readonly code: 'FM_SHAPE';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_SHAPE', summary, details);
  }
}

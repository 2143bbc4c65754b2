import { FmError } from './fm-error.ts';

/** Shapes or dtypes do not fit together; thrown while tracing, before anything runs. Fix the operands. */
export class ShapeError extends FmError {
  readonly code = 'FM_SHAPE';
}

import { FmError } from './fm-error.ts';

/** A tensor program breaks one of its invariants. This is a bug in an operator or a pass; please report it with the printed graph. */
export class GraphError extends FmError {
  readonly code = 'FM_GRAPH';
}

import { FmError, type FmErrorDetails } from './fm-error.ts';

/** A tensor program breaks one of its invariants. This is a bug in an operator or a pass; please report it with the printed graph. */
export class GraphError extends FmError {
  declare readonly code: 'FM_GRAPH';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_GRAPH', summary, details);
  }
}

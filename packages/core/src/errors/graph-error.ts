import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * A tensor program breaks one of its invariants. This is a bug in an operator or a pass; please report it with the printed graph.
 *
 * @example
 * ```ts
 * import { add, GraphError, input, trace } from '@fm/core';
 *
 * const forgotten = input('f32', [2]);
 * try {
 *   trace(({ x }) => ({ y: add(x, forgotten) }), { x: { dtype: 'f32', shape: [2] } });
 * } catch (error) {
 *   error instanceof GraphError && error.received; // => 'f32[2]'
 * }
 * ```
 */
export class GraphError extends FmError {
  declare readonly code: 'FM_GRAPH';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_GRAPH', summary, details);
  }
}
